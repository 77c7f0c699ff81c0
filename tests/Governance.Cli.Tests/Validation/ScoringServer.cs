using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Governance.Cli.Tests.Validation;

/// <summary>
/// One Python process that serves models of scikit-learn, for all tests of live validation. Tests are skipped where scikit-learn is
/// missing.
/// </summary>
public sealed class ScoringServer : IAsyncLifetime
{
    private Process? _process;

    public string? Url { get; private set; }

    /// <summary>Coefficients of the linear model on a, b and c.</summary>
    public double[] Coefficients { get; private set; } = [];

    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"governance-holdout-{Guid.NewGuid():N}.csv");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Data, Rows(600));
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "scoring_server.py"), Data])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                var process = Process.Start(start)!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                if (await process.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
                {
                    using var hello = JsonDocument.Parse(line);
                    Url = $"http://127.0.0.1:{hello.RootElement.GetProperty("port").GetInt32()}";
                    Coefficients = [.. hello.RootElement.GetProperty("coefficients").EnumerateArray().Select(c => c.GetDouble())];
                    _process = process;
                    return;
                }

                process.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        File.Delete(Data);
    }

    /// <summary>Two groups, three numbers, a region, a branch that does not matter; labels follow a, b and the region.</summary>
    private static string Rows(int count)
    {
        var random = new Random(20_261_120);
        var text = new StringBuilder("a,b,c,region,branch,sex,label,target\n");
        for (var i = 0; i < count; i++)
        {
            var (a, b, c) = (Normal(random), Normal(random), Normal(random));
            var region = random.Next(3);
            var label = random.NextDouble() < 1 / (1 + Math.Exp(-((2 * a) - b + (region == 0 ? 1 : 0)))) ? 1 : 0;
            var target = (3 * a) - (2 * b) + (0.5 * c) + 1;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{a:0.0000},{b:0.0000},{c:0.0000},{"nsw"[region]},{random.Next(1, 9)},{(i % 2 == 0 ? "f" : "m")},"
                    + $"{label},{target:0.000000}\n"
            );
        }

        return text.ToString();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
