namespace Governance.Portal.Tests.Custody;

/// <summary>The portal of the last landed release, as <c>eng/last-release.sh</c> builds it out of git's history.</summary>
internal static class LastRelease
{
    /// <summary>Names the folder that the script printed.</summary>
    public const string Variable = "GOVERNANCE_LAST_RELEASE";

    /// <summary>Its program. A run in full fails without it.</summary>
    public static string Program
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable(Variable);
            var program = Path.Combine(folder ?? "", "Governance.Portal.dll");
            Assert.True(
                !string.IsNullOrEmpty(folder) && File.Exists(program),
                $"Set {Variable} to the folder that eng/last-release.sh prints: the last release is not there to be upgraded."
            );
            return program;
        }
    }

    /// <summary>Runs a host command of it, which has to succeed.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> DoneAsync(
        IReadOnlyDictionary<string, string> settings,
        string? input,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var (code, output, errors) = await PortalProcess.RunBuildAsync(Program, settings, input, ct, arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} of the last release: {code} {output} {errors}");
        return output;
    }
}
