/** A newsletter as shops send it: tables, styles in the elements, no image, so that nothing has to be served. */
export function seedHtml(subject: string): string {
  const title = subject.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const teas = [
    ['Darjeeling First Flush', 'hell und blumig, aus der ersten Ernte', '14,90 €'],
    ['Sencha aus Uji', 'frisch und grasig, im Frühling gepflückt', '11,50 €'],
    ['Rooibos Vanille', 'mild und ohne Koffein, auch für den Abend', '6,90 €'],
  ].map(
    ([name, taste, price]) =>
      `<tr><td style="padding:12px 0;border-top:1px solid #e3ded3"><strong>${name}</strong><br><span style="color:#5c5a5e">${taste}</span></td><td align="right" style="padding:12px 0;border-top:1px solid #e3ded3;white-space:nowrap">${price}</td></tr>`,
  );
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;padding:24px 0;background:#f1ede4;color:#262522;font:16px/1.5 Helvetica,Arial,sans-serif">
<table role="presentation" align="center" width="600" cellspacing="0" cellpadding="0" style="width:600px;max-width:100%;background:#fff">
<tr><td style="padding:20px 32px;background:#0b3d2e;color:#fff;font-family:Georgia,serif;font-size:20px">Teehaus Muster</td></tr>
<tr><td style="padding:32px"><h1 style="margin:0 0 16px;font:bold 28px/1.25 Georgia,serif;color:#0b3d2e">${title}</h1>
<p style="margin:0 0 16px">Guten Tag {FIRSTNAME},</p>
<p style="margin:0 0 24px">hier lesen Sie das Neueste aus dem Teehaus. Drei Sorten sind gerade eingetroffen:</p>
<table role="presentation" width="100%" cellspacing="0" cellpadding="0">${teas.join('')}</table>
<p style="margin:24px 0 0"><a href="https://teehaus-muster.example/neu" style="display:inline-block;padding:12px 24px;background:#0b6b4f;color:#fff;text-decoration:none;border-radius:4px">Zum Teeregal</a></p></td></tr>
<tr><td style="padding:20px 32px;background:#f8f6f1;color:#5c5a5e;font-size:13px">Teehaus Muster GmbH · Musterweg 1 · 50667 Köln<br><a href="{UNSUBSCRIBE}" style="color:#5c5a5e">Abmelden</a></td></tr>
</table></body></html>`;
}
