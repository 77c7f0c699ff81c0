namespace Governance.Reporting.Rendering;

/// <summary>Finds the Chromium that prints reports.</summary>
public static class ChromiumLocator
{
    public const string ConfigurationKey = "Reports__ChromiumPath";

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The configured executable, else the first of the usual names on the search path; null when there is none.</summary>
    public static string? Find(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return File.Exists(configured) ? configured : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin");
        return folders.SelectMany(_ => s_names, Path.Combine).FirstOrDefault(File.Exists);
    }

    internal static string Missing(string? configured) =>
        string.IsNullOrWhiteSpace(configured)
            ? $"Reports are unavailable: no Chromium was found. Install Chromium or set {ConfigurationKey} to its executable."
            : $"Reports are unavailable: {configured} does not exist. Set {ConfigurationKey} to the Chromium executable.";
}
