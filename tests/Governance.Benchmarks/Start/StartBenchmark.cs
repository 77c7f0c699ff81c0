using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Governance.Benchmarks.Start;

/// <summary>
/// From starting the process to its first answer (it listens) and to its first page, beside an empty app of the same parts (Blazor Server,
/// Identity, EF Core on SQLite) that is published in the same way. Both have their database already; they start in turn.
/// </summary>
internal sealed class StartBenchmark : IBenchmark
{
    public string Name => "start";

    public string Words => "Start to the first answer and page, beside an empty app: --portal artifacts/publish/portal --repeat 10";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var root = Root();
        var repeat = (int)options.Number("repeat", 10);
        var portal = Path.GetFullPath(options.Text("portal", Path.Combine(root, "artifacts", "publish", "portal")));
        var folder = Directory.CreateTempSubdirectory("governance-start").FullName;
        try
        {
            var empty = Path.Combine(folder, "empty");
            var project = Path.Combine(root, "tests", "Governance.Benchmarks", "Start", "Empty", "Empty.csproj");
            await PublishAsync(project, empty, ct);
            App[] apps =
            [
                new("empty app", Path.Combine(empty, "Empty.dll"), "/", Path.Combine(folder, "empty-data")),
                new("portal", Path.Combine(portal, "Governance.Portal.dll"), "/setup", Path.Combine(folder, "portal-data")),
            ];
            var times = apps.ToDictionary(a => a.Name, _ => new List<Times>(), StringComparer.Ordinal);
            // The first start of each makes its database.
            for (var i = -1; i < repeat; i++)
            {
                foreach (var app in apps)
                {
                    var seconds = await StartAsync(app, ct);
                    if (i >= 0)
                    {
                        times[app.Name].Add(seconds);
                    }
                }
            }

            Console.WriteLine("| | listens: median s | least s | most s | first page: median s | least s | most s |");
            Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
            foreach (var app in apps)
            {
                Console.WriteLine($"| {app.Name} | {Row(times[app.Name], t => t.Listens)} | {Row(times[app.Name], t => t.Page)} |");
            }

            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| ratio | {Ratio(t => t.Listens):F2} | | | {Ratio(t => t.Page):F2} | | |")
            );

            double Ratio(Func<Times, double> what) => Median(times["portal"], what) / Median(times["empty app"], what);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Times> StartAsync(App app, CancellationToken ct)
    {
        Directory.CreateDirectory(app.Data);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(app.Program);
        start.WorkingDirectory = Path.GetDirectoryName(app.Program)!;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(app.Data, "governance.db")}";
        start.Environment["Storage__ArtifactPath"] = Path.Combine(app.Data, "artifacts");
        start.Environment["Storage__KeyPath"] = Path.Combine(app.Data, "keys");
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{app.Program} cannot be started.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            // An answer of any kind says that it listens.
            var listens = await WaitAsync(app, process, began, new Uri(address, "/healthz"), _ => true, ct);
            var page = await WaitAsync(app, process, began, new Uri(address, app.Page), s => s is HttpStatusCode.OK, ct);
            return new Times(listens, page);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<double> WaitAsync(
        App app,
        Process process,
        long began,
        Uri address,
        Func<HttpStatusCode, bool> isIt,
        CancellationToken ct
    )
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(address, ct);
                if (isIt(answer.StatusCode))
                {
                    return Stopwatch.GetElapsedTime(began).TotalSeconds;
                }
            }
            catch (HttpRequestException) when (!process.HasExited) { }

            if (process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException($"{app.Name} did not answer {address.AbsolutePath}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
        }
    }

    private static async Task PublishAsync(string project, string output, CancellationToken ct)
    {
        using var publish =
            Process.Start("dotnet", ["publish", project, "-c", "Release", "-o", output, "--verbosity", "quiet", "-nologo"])
            ?? throw new InvalidOperationException("dotnet cannot be started.");
        await publish.WaitForExitAsync(ct);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"{project} was not published.");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run it from the repository.");
    }

    private static string Row(List<Times> times, Func<Times, double> what) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(times, what):F2} | {times.Min(what):F2} | {times.Max(what):F2}");

    private static double Median(List<Times> times, Func<Times, double> what)
    {
        var sorted = times.Select(what).Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record Times(double Listens, double Page);

    private sealed record App(string Name, string Program, string Page, string Data);
}
