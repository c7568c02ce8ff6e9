// A partner that speaks AS2 with libas2; one request on standard input. Runs where node finds libas2.
const fs = require('fs');
const L = require(process.env.LIBAS2);
const asked = JSON.parse(fs.readFileSync(0));
const agreement = {
  host: { name: 'peer', id: 'peer', url: 'http://peer.example', certificate: asked.peer_crt, privateKey: asked.peer_key,
          decrypt: true, sign: asked.digest || 'SHA-256', mdn: { async: false, signing: 'SHA-256' } },
  partner: { name: 'us', id: 'us', url: 'http://us.example', file: 'EDIX12', certificate: asked.us_crt,
             encrypt: asked.cipher || 'aes256-CBC', verify: true, mdn: { async: false, signing: 'SHA-256' } } };
const written = (one) => ({ headers: Object.entries(one.headers), body: Buffer.from(one.body).toString('hex') });
const actions = {
  async answer() {
    const message = await L.AS2Parser.parse({ headers: [].concat(...asked.headers), content: Buffer.from(asked.body, 'hex') });
    const disposition = await message.dispositionOut({ agreement });
    return written(await disposition.dispositionNode.buildObject());
  },
  async send() {
    const content = Buffer.from(asked.content, 'hex').toString('latin1');
    const message = { filename: 'order.edi', content, contentType: 'application/edi-x12' };
    return written(await new L.AS2Composer({ message, agreement }).toRequestOptions());
  } };
actions[asked.action]().then((found) => process.stdout.write(JSON.stringify(found)));
