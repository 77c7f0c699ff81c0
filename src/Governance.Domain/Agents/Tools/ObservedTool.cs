namespace Governance.Domain.Agents.Tools;

/// <summary>A tool that a server lists.</summary>
/// <param name="Name">Name by which it is called.</param>
/// <param name="Sha256">Digest of its name, description and schemas, as manifests hold it.</param>
public sealed record ObservedTool(string Name, string Sha256);
