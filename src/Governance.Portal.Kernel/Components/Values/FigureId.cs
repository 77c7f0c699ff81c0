namespace Governance.Portal.Kernel.Components.Values;

/// <summary>
/// What a figure that is shown says something about. Wherever the same subject, measure and period stand, they have one value and one
/// verdict: a test reads all pages, answers, exports and documents and compares them.
/// </summary>
/// <param name="Subject">The record it is about, by its id or name: <c>WIN-0012</c>, <c>fraud@1.0.0</c>.</param>
/// <param name="Measure">What is measured, as the API names it: <c>psi:amount</c>, <c>fnr</c>.</param>
/// <param name="Period">The period it covers; null where the subject has only one.</param>
public sealed record FigureId(string Subject, string Measure, string? Period = null);
