// Works for a comment before it is sent, where the site asks for it. What a proof is, says
// admin_app/readers/stamps.py. The work is done beside the page, so that typing goes on.

const form = document.querySelector("form[data-proof]");

if (form && window.Worker) {
  const status = form.querySelector("[data-proof-status]");
  const proof = form.elements.proof;
  let working = null;

  const work = () => {
    working ??= new Promise((resolve) => {
      const worker = new Worker(new URL("worker.js", import.meta.url));
      worker.onmessage = ({ data }) => resolve(data);
      // Then it is sent without, and waits for a moderator.
      worker.onerror = () => resolve("");
      worker.postMessage({
        words: `${form.elements.opened.value}:${form.elements.form_key.value}:`,
        bits: Number(form.dataset.proof),
      });
    });
    return working;
  };

  form.addEventListener("focusin", work, { once: true });

  form.addEventListener("submit", async (event) => {
    if (proof.value) return;
    event.preventDefault();
    const button = event.submitter;
    if (form.dataset.waits) return;
    form.dataset.waits = "1";
    status.textContent = "Your browser calculates for a moment …";
    proof.value = (await work()) || "none";
    delete form.dataset.waits;
    // A form can't be sent while it is being sent, as it is when the work was done already.
    setTimeout(() => form.requestSubmit(button));
  });
}
