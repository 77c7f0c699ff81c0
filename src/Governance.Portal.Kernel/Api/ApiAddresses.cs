namespace Governance.Portal.Kernel.Api;

/// <summary>Addresses that programs call: a refusal there is a status and a problem document, and leads to no page.</summary>
public static class ApiAddresses
{
    // Two are where a policy engine looks for its bundle and leaves its decisions, the last is where exporters of telemetry send.
    private static readonly string[] s_roots = ["/api", "/bundles", "/logs", "/v1"];

    /// <summary>True for an address of the API or of its document. /openapi itself is a page.</summary>
    public static bool Hold(PathString path) =>
        Array.Exists(s_roots, r => path.StartsWithSegments(r, StringComparison.OrdinalIgnoreCase))
        || (path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase, out var document) && document.HasValue);
}
