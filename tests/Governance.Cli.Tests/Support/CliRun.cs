using System.Text;

namespace Governance.Cli.Tests.Support;

/// <summary>Runs the program in this process, with a folder of its own for files.</summary>
internal sealed class CliRun : IDisposable
{
    public const string Key = "gvk_test_1234567890abcdef";

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("governance-cli-").FullName;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["GOVERNANCE_API_KEY"] = Key };

    public SteppingClock Clock { get; } = new();

    public string Input { get; init; } = "";

    /// <summary>What a command that passes bytes on reads instead of <see cref="Input"/>.</summary>
    public Stream? InputStream { get; init; }

    /// <summary>Where such a command writes.</summary>
    public Stream OutputStream { get; init; } = Stream.Null;

    public bool IsTerminal { get; init; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public async Task<int> InvokeAsync(IReadOnlyList<string> args, CancellationToken ct = default)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var host = new CliHost
        {
            Out = _out,
            Error = _error,
            OpenInput = () => InputStream ?? new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            OpenOutput = () => OutputStream,
            Environment = name => Environment.GetValueOrDefault(name),
            Clock = Clock,
            Jitter = () => 0.5,
            OutIsTerminal = IsTerminal,
        };
        return await CommandLineApp.RunAsync(args, host, ct);
    }

    public Task<int> InvokeAsync(StubPortal portal, params string[] args) => InvokeAsync([.. args, "--server", portal.Url]);

    public string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public string File(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
