using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>The portal as a process of its own, which can be killed without a word. Data and keys stay where they are.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly string s_program = typeof(PortalProcess).Assembly.Location.Replace(
        "Governance.Portal.Tests.dll",
        "Governance.Portal.dll",
        StringComparison.Ordinal
    );

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;
    private readonly Task _reading;

    private PortalProcess(Process process, Uri address, IEnumerable<string> lines)
    {
        (_process, Address, _lines) = (process, address, new(lines));
        // What it goes on to say is read, so that it never waits for us.
        _reading = ReadAsync();
    }

    public Uri Address { get; }

    /// <summary>What it has written to standard output; all of it once it has ended.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Starts it on a free port of its own choice and waits until it listens.</summary>
    public static Task<PortalProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken ct) =>
        StartAsync(s_program, settings, ct);

    /// <summary>Starts it on a machine that is otherwise than this one.</summary>
    /// <param name="settings">The portal's settings.</param>
    /// <param name="machine">What the environment says besides, such as another clock.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<PortalProcess> StartOnAsync(
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string> machine,
        CancellationToken ct
    )
    {
        var process = Make(s_program, settings, "serve");
        foreach (var (name, value) in machine)
        {
            process.StartInfo.Environment[name] = value;
        }

        return StartAsync(process, ct);
    }

    /// <summary>Starts another build of it.</summary>
    public static Task<PortalProcess> StartAsync(string program, IReadOnlyDictionary<string, string> settings, CancellationToken ct) =>
        StartAsync(Make(program, settings, "serve"), ct);

    private static async Task<PortalProcess> StartAsync(Process process, CancellationToken ct)
    {
        process.Start();
        var errors = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, error) => errors.Enqueue(error.Data ?? "");
        process.BeginErrorReadLine();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            lines.Add(line);
            if (ListensOn(line) is { } address)
            {
                return new PortalProcess(process, address, lines);
            }
        }

        throw new InvalidOperationException($"The portal did not start: {string.Join(Environment.NewLine, lines.Concat(errors))}");
    }

    /// <summary>Runs a host command to its end.</summary>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        IReadOnlyDictionary<string, string> settings,
        string? input,
        CancellationToken ct,
        params string[] arguments
    ) => RunBuildAsync(s_program, settings, input, ct, arguments);

    /// <summary>Runs a host command of another build to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunBuildAsync(
        string program,
        IReadOnlyDictionary<string, string> settings,
        string? input,
        CancellationToken ct,
        params string[] arguments
    )
    {
        using var process = Make(program, settings, arguments);
        process.Start();
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends it a signal by name, such as STOP, CONT or TERM.</summary>
    public async Task SignalAsync(string signal, CancellationToken ct)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        await _reading.WaitAsync(ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _lines.Enqueue(line);
        }
    }

    private static Process Make(string program, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        OverriddenSettings.Require(settings.Keys);
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        // It lives for seconds: what would pay off later only delays its start.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new Process { StartInfo = start };
    }

    private static Uri? ListensOn(string line)
    {
        if (!line.Contains("Now listening on", StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(line);
        return new Uri(json.RootElement.GetProperty("State").GetProperty("address").GetString()!);
    }
}
