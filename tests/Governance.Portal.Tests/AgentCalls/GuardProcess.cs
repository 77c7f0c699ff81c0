using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Governance.Testing;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>An agent behind <c>governance agent guard</c>, which is a process of its own, as is the server of tools behind it.</summary>
internal sealed class GuardProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Process _process;
    private readonly McpAgent _agent;

    private GuardProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginErrorReadLine();
        _agent = new McpAgent(
            process.StandardInput.BaseStream,
            process.StandardOutput.BaseStream,
            process.WaitForExitAsync(CancellationToken.None),
            () => string.Join(Environment.NewLine, _errors)
        );
    }

    /// <summary>Runs another command of the program to its end; it must succeed.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Make(arguments, null);
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await errors);
    }

    /// <summary>Starts the guard with this key; returns once the server behind it has greeted.</summary>
    public static async Task<GuardProcess> StartAsync(string key, params string[] arguments)
    {
        var guard = new GuardProcess(Make(["agent", "guard", .. arguments], key));
        await guard._agent.BeginAsync().WaitAsync(s_patience, TestContext.Current.CancellationToken);
        return guard;
    }

    /// <summary>Calls a tool, and reads what it is answered as a model would: text, and whether it is an error.</summary>
    public Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, JsonNode? Value)[] arguments) =>
        _agent.CallAsync(tool, arguments).WaitAsync(s_patience, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_patience);
            await _agent.Heard;
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            _process.Dispose();
        }
    }

    private static Process Make(IEnumerable<string> arguments, string? key)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        var program = Path.Combine(root, "src/Governance.Cli/bin", configuration, "net10.0/governance.dll");
        Assert.SkipUnless(File.Exists(program), "Build src/Governance.Cli to run this test.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It lives for seconds: what would pay off later only delays its start.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["GOVERNANCE_API_KEY"] = key;
        return new Process { StartInfo = start };
    }
}
