namespace Governance.Portal.Hosting;

/// <summary>Where settings and the files of pages are read from.</summary>
internal static class ProgramFolder
{
    private const string Settings = "appsettings.json";

    /// <summary>
    /// The folder of the program, when it was started from a folder that has no settings: a timer or a person starts it from anywhere, and
    /// its pages and settings stay what they are. Null where somebody named a folder or started it from one that has settings. Paths of
    /// data in settings are taken from the folder it was started from, as always.
    /// </summary>
    /// <param name="args">Settings of the command line.</param>
    /// <param name="program">The folder of the program.</param>
    /// <param name="current">The folder it was started from.</param>
    public static string? Root(IReadOnlyList<string> args, string program, string current)
    {
        var isNamed =
            args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("DOTNET_CONTENTROOT") is { Length: > 0 };
        return !isNamed && !File.Exists(Path.Combine(current, Settings)) && File.Exists(Path.Combine(program, Settings)) ? program : null;
    }
}
