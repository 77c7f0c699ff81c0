namespace Governance.Portal.Kernel.Components.Tables;

/// <summary>A filter that may be added: the field and value people read, and the key the page puts into the address.</summary>
public sealed record FilterChoice(string Key, string Field, string Value);
