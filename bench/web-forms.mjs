/** Opens a form with ODK Web Forms, as its makers say, and tells the page when it stands there: the yardstick of form_open_ms. */
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { createApp, h } from 'vue';

const noAttachments = () => Promise.resolve(new Response('', { status: 404 }));

/** Mount the component in a fresh element in place of whatever stood there. */
window.openForm = (formXml) => {
  window.app?.unmount();
  document.body.innerHTML = '<div id="form"></div>';
  window.app = createApp({
    render: () => h(OdkWebForm, { formXml, fetchFormAttachment: noAttachments, missingResourceBehavior: 'BLANK' }),
  });
  window.app.use(webFormsPlugin).mount('#form');
};
