import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string;
  /** By their names in lower case, unfolded. */
  headers: Readonly<Record<string, string>>;
  text: string;
  html: string;
  files: readonly { name: string; content: string }[];
}

/** How the server answers the next mails to an address: a status of SMTP, or the connection is cut after the mail was taken. */
export type SmtpTrouble = number | 'cut';

export const SMTP_PASSWORD = 'smtp-canary-password';

/** A real mail server that keeps what it takes. */
export async function startSmtp() {
  const received: ReceivedMail[] = [];
  const troubles: { to: string; trouble: SmtpTrouble }[] = [];
  let mayEnter = true;

  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      mayEnter && username === 'errand' && password === SMTP_PASSWORD
        ? done(null, { user: username })
        : done(new Error('535 no')),
    onRcptTo({ address }, _, done) {
      const [{ trouble } = {}] = troubles.filter(({ to }) => to === address);
      if (typeof trouble !== 'number') return done();
      forget(address);
      done(Object.assign(new Error('not now'), { responseCode: trouble }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(' ');
        received.push({ to, ...readMail(Buffer.concat(chunks).toString('latin1')) });
        if (!troubles.some((one) => one.to === to && one.trouble === 'cut')) return done();
        forget(to);
        for (const connection of server.connections) connection.close();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.server.address() as AddressInfo;

  function forget(address: string): void {
    const at = troubles.findIndex(({ to }) => to === address);
    if (at >= 0) troubles.splice(at, 1);
  }

  return {
    url: `smtp://errand:${SMTP_PASSWORD}@127.0.0.1:${port}`,
    received,
    to: (address: string): ReceivedMail[] => received.filter((mail) => mail.to === address),
    trouble: (to: string, trouble: SmtpTrouble) => void troubles.push({ to, trouble }),
    letIn: (may: boolean) => void (mayEnter = may),
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

export type Smtp = Awaited<ReturnType<typeof startSmtp>>;

interface Part {
  headers: Record<string, string>;
  body: string;
}

function readPart(source: string): Part {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { headers, body: source.slice(end + 4) };
}

function leavesOf(part: Part): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(part.headers['content-type'] ?? '')?.[1];
  if (!boundary) return [part];
  return part.body
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((source) => leavesOf(readPart(source.replace(/^\r\n/, ''))));
}

function decode({ headers, body }: Part): string {
  const encoding = headers['content-transfer-encoding'] ?? '';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const plain =
    encoding === 'quoted-printable'
      ? body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : body;
  return Buffer.from(plain, 'latin1').toString('utf8').trim();
}

function readMail(source: string): Omit<ReceivedMail, 'to'> {
  const whole = readPart(source);
  const leaves = leavesOf(whole);
  const typed = (type: string) =>
    leaves.find(({ headers }) => headers['content-type']?.startsWith(type) && !isFile(headers));
  const isFile = (headers: Part['headers']) =>
    headers['content-disposition']?.startsWith('attachment') === true;
  const [text, html] = [typed('text/plain'), typed('text/html')];
  return {
    headers: whole.headers,
    text: text ? decode(text) : '',
    html: html ? decode(html) : '',
    files: leaves
      .filter(({ headers }) => isFile(headers))
      .map((part) => ({
        name: /filename="?([^";]+)"?/.exec(part.headers['content-disposition'] ?? '')?.[1] ?? '',
        content: decode(part),
      })),
  };
}
