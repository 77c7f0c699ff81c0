using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Pages;

/// <summary>Addresses of the pages and downloads of models.</summary>
public static class ModelAddresses
{
    /// <summary>Page of a model.</summary>
    public static string Model(string model) => $"/models/{model}";

    /// <summary>Page of a version.</summary>
    public static string Version(string model, string version) => $"/models/{model}/versions/{Uri.EscapeDataString(version)}";

    /// <summary>Page that compares two versions.</summary>
    public static string Compare(string model, string before, string after) =>
        $"/models/{model}/compare?a={Uri.EscapeDataString(before)}&b={Uri.EscapeDataString(after)}";

    /// <summary>Download of an artifact.</summary>
    public static string Artifact(string model, string version) => $"/api/v1{Version(model, version)}/artifact";

    /// <summary>Download of an artifact's signature.</summary>
    public static string Signature(string model, string version) => $"/api/v1{Version(model, version)}/signature";

    /// <summary>Download of the manifest.</summary>
    public static string Manifest(string model, string version) => $"/api/v1{Version(model, version)}/manifest";

    /// <summary>Download of a piece of evidence.</summary>
    public static string Evidence(string model, string version, EvidenceId evidence) =>
        $"/api/v1{Version(model, version)}/evidence/{evidence}/content";
}
