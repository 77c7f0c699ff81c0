namespace Governance.Portal.Models.Lineage;

/// <summary>Addresses of lineage.</summary>
public static class LineageAddresses
{
    /// <summary>The search.</summary>
    public const string Search = "/lineage";

    /// <summary>The graph around a node.</summary>
    public static string Graph(string nodeId) => $"/lineage/graph?node={Uri.EscapeDataString(nodeId)}";

    /// <summary>The graph around a version.</summary>
    public static string Version(string model, string version) => Graph(FindNode.IdOf(model, version));
}
