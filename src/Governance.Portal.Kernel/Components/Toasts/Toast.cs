using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Toasts;

/// <summary>One sentence about what just happened, and at most one thing to do about it.</summary>
public sealed record Toast(int Id, Sentence Text, bool IsError, ToastAction? Action);

/// <summary>What a toast offers: "Undo".</summary>
public sealed record ToastAction(string Name, Func<Task> RunAsync);
