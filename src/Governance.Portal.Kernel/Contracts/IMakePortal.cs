namespace Governance.Portal.Kernel.Contracts;

/// <summary>Makes this portal on other data: to compare, to check or to rehearse, never to serve.</summary>
public interface IMakePortal
{
    /// <summary>A portal with the configuration of this one, apart from where its data is. It is the caller's to dispose of.</summary>
    /// <param name="connectionString">Its database.</param>
    /// <param name="artifactPath">Its store; null for this portal's.</param>
    /// <param name="keyPath">Its key folder; null for this portal's.</param>
    WebApplication On(string connectionString, string? artifactPath = null, string? keyPath = null);
}
