using System.Diagnostics;

namespace Governance.Samples.Tests;

/// <summary>The tests of the Python client, in its own folder, with the Python of the system.</summary>
public sealed class GovernanceClientTests
{
    [Fact]
    public async Task PythonClient_ItsOwnTests_Pass()
    {
        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-B", "-m", "unittest", "discover", "-s", "tests"])
            {
                WorkingDirectory = Path.Combine(Path.GetDirectoryName(SamplesFolder.Path)!, "integrations", "python"),
                RedirectStandardError = true,
            }
        )!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, said);
        Assert.Contains("OK", said, StringComparison.Ordinal);
    }
}
