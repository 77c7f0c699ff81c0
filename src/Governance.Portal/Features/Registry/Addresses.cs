using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Features.Registry;

/// <summary>Addresses of the registry's pages and downloads.</summary>
public static class Addresses
{
    /// <summary>Page of a model.</summary>
    public static string Model(string model) => $"/models/{model}";

    /// <summary>Page of a version.</summary>
    public static string Version(string model, string version) => $"/models/{model}/versions/{Uri.EscapeDataString(version)}";

    /// <summary>Page that compares two versions.</summary>
    public static string Compare(string model, string before, string after) => $"/models/{model}/compare?a={Uri.EscapeDataString(before)}&b={Uri.EscapeDataString(after)}";

    /// <summary>Download of an artifact.</summary>
    public static string Artifact(string model, string version) => $"/api/v1{Version(model, version)}/artifact";

    /// <summary>Download of an artifact's signature.</summary>
    public static string Signature(string model, string version) => $"/api/v1{Version(model, version)}/signature";

    /// <summary>Download of the manifest.</summary>
    public static string Manifest(string model, string version) => $"/api/v1{Version(model, version)}/manifest";

    /// <summary>Download of a piece of evidence.</summary>
    public static string Evidence(EvidenceView evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return $"/api/v1{Version(evidence.Model, evidence.Version)}/evidence/{evidence.Id}/content";
    }

    /// <summary>The present address with other query values; null takes one away.</summary>
    public static string With(this NavigationManager navigation, params IReadOnlyList<(string Name, string? Value)> values)
    {
        ArgumentNullException.ThrowIfNull(navigation);
        return navigation.GetUriWithQueryParameters(values.ToDictionary(v => v.Name, v => (object?)v.Value, StringComparer.Ordinal));
    }
}
