namespace Governance.Cli.Agents;

/// <summary>A server of tools did not answer as the protocol says.</summary>
internal sealed class McpException(string message, Exception? inner = null) : Exception(message, inner);
