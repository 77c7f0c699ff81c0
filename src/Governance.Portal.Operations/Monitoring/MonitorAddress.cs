using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What a monitor's page shows, as its address says it. Every link of the page is this with one thing changed.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Version shown; the page chooses when null.</param>
/// <param name="Tab">Tab shown; drift when null.</param>
/// <param name="Window">Id of the selected window; the last one when null.</param>
/// <param name="Feature">Name of the selected feature; the one that drifted most when null.</param>
/// <param name="From">First day shown, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last day shown.</param>
/// <param name="Show"><c>all</c> unfolds long lists.</param>
/// <param name="Against">Version it is compared with side by side.</param>
public sealed record MonitorAddress(
    string Model,
    string? Version = null,
    string? Tab = null,
    string? Window = null,
    string? Feature = null,
    string? From = null,
    string? To = null,
    string? Show = null,
    string? Against = null
)
{
    /// <summary>The link.</summary>
    public string Href =>
        QueryHelpers.AddQueryString(
            "/monitoring/" + Uri.EscapeDataString(Model),
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["version"] = Version,
                ["tab"] = Tab,
                ["window"] = Window,
                ["feature"] = Feature,
                ["from"] = From,
                ["to"] = To,
                ["show"] = Show,
                ["against"] = Against,
            }.Where(p => !string.IsNullOrEmpty(p.Value))
        );
}
