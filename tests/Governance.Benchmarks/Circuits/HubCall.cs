namespace Governance.Benchmarks.Circuits;

/// <summary>What the server calls at its browser.</summary>
/// <param name="Target">The function.</param>
/// <param name="Number">Its first argument: a batch or a call of JavaScript.</param>
/// <param name="Identifier">The function of JavaScript that is called.</param>
/// <param name="ResultKind">What it should answer: 1 is a reference to an object.</param>
internal sealed record HubCall(string Target, long Number, string? Identifier, int ResultKind);
