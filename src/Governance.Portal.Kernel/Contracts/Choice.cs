namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something a field of a form can be filled with.</summary>
/// <param name="Value">What the form sends: an id, a name, an address.</param>
/// <param name="Title">What people call it.</param>
/// <param name="About">What tells it apart from others of that name.</param>
public sealed record Choice(string Value, string Title, string About);
