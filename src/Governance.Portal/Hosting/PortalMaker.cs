using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Hosting;

/// <summary>Makes the same portal on other data, for commands and jobs of this one.</summary>
internal sealed class PortalMaker(IConfiguration configuration) : IMakePortal
{
    // Where the portal listens is no part of it: what is made here never serves.
    private static readonly string[] s_left = ["Kestrel", "Logging"];

    public WebApplication On(string connectionString, string? artifactPath = null, string? keyPath = null)
    {
        var settings = configuration
            .AsEnumerable()
            .Where(s => s.Value is not null && s.Key.Contains(':', StringComparison.Ordinal) && !s_left.Contains(s.Key.Split(':')[0]))
            .ToDictionary(s => s.Key, s => s.Value, StringComparer.OrdinalIgnoreCase);
        settings["ConnectionStrings:Governance"] = connectionString;
        settings["Storage:ArtifactPath"] = artifactPath ?? configuration["Storage:ArtifactPath"];
        if (artifactPath is not null)
        {
            settings["Storage:S3:Bucket"] = ""; // content is in that folder
        }

        settings["Storage:KeyPath"] = keyPath ?? configuration["Storage:KeyPath"];
        var builder = PortalHost.CreateBuilder([.. settings.Select(s => $"--{s.Key}={s.Value}")], isCommand: true);
        // What is wrong is what the caller says of it.
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
