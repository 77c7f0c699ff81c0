namespace Governance.Cli.Models;

/// <summary>Addresses of the registry below <c>/api/v1</c>.</summary>
internal static class ModelPaths
{
    public const string Models = "api/v1/models";

    public static string Model(string model) => $"{Models}/{Uri.EscapeDataString(model)}";

    public static string Versions(string model) => $"{Model(model)}/versions";

    public static string Version(string model, string version) => $"{Versions(model)}/{Uri.EscapeDataString(version)}";
}
