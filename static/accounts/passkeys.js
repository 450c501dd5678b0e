/* A passkey is made or asked for by a press; the answer goes with the form. Without this script the code's way stays. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".passkey-form");
  if (!form) return;
  form.hidden = false;
  const said = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  const answer = form.elements.credential;
  if (!window.PublicKeyCredential || !navigator.credentials) {
    button.disabled = true;
    said.textContent = "このブラウザーでは、パスキーを使えません。";
    return;
  }

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function made(options) {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    };
    return navigator.credentials.create({ publicKey });
  }

  const asked = (options) =>
    navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) },
    });

  function told(credential) {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const known = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: Object.fromEntries(known),
    });
  }

  // The challenge begins with the press, not with the page: one that was left open works as well.
  async function options() {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const reply = await fetch(form.dataset.options, { method: "POST", body, redirect: "manual" });
    if (!reply.ok) throw new DOMException("", "NotAllowedHere");
    return reply.json();
  }

  const REASONS = {
    NotAllowedHere: "ログインの時間が切れました。ページを開き直して、もう一度ログインしてください。",
    TypeError: "サーバーにつながりません。しばらくしてから、もう一度お試しください。",
    InvalidStateError: "この端末のパスキーは、もう登録してあります。",
    NotSupportedError: "この端末では、パスキーを使えません。",
    SecurityError: "このアドレスでは、パスキーを使えません。管理者に連絡してください。",
  };

  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    button.disabled = true;
    said.textContent = "端末の案内に従って、確認してください。";
    try {
      const asking = await options();
      answer.value = told(await (form.dataset.does === "add" ? made(asking) : asked(asking)));
      form.submit();
    } catch (error) {
      said.textContent = REASONS[error.name] ?? "中止したか、時間が過ぎました。もう一度お試しください。";
      button.disabled = false;
      button.focus();
    }
  });
});
