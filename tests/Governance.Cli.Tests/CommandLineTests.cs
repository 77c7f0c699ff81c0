using System.CommandLine;
using System.Diagnostics;
using Governance.Cli.Shared;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Help_Root_ListsEveryCommandWithPurposeAndExample()
    {
        Assert.Equal(0, await _run.InvokeAsync(["--help"]));

        foreach (var command in Leaves())
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description));
            Assert.Contains(command.Description!, _run.Out);
            Assert.Contains(command.Example, _run.Out);
        }

        Assert.Contains("Exit codes:", _run.Out);
    }

    // An example that does not parse would be worse than none.
    [Fact]
    public void Examples_OfEveryCommand_Parse()
    {
        var root = CommandLineApp.CreateRoot(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });
        foreach (var command in Leaves())
        {
            var parse = root.Parse(command.Example["governance ".Length..]);
            Assert.Empty(parse.Errors);
            Assert.Equal(command.Name, parse.CommandResult.Command.Name);
        }
    }

    [Fact]
    public async Task Help_OfEveryCommand_Exits0()
    {
        Assert.Equal(0, await _run.InvokeAsync(["gate", "check", "--help"]));
        Assert.Contains("--artifact", _run.Out);
        Assert.Contains("Example:", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(["--version"]));
        Assert.StartsWith("0.", _run.Out);
    }

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("gate")]
    [InlineData("gate", "check")]
    [InlineData("gate", "replay", "GATE-1", "--nope")]
    [InlineData("gate", "check", "--model", "Big Name", "--version", "1", "--stage", "production", "--artifact", "x")]
    [InlineData("gate", "check", "--model", "m", "--version", "../1", "--stage", "production", "--artifact", "x")]
    [InlineData("gate", "check", "--model", "m", "--version", "1", "--stage", "prod", "--artifact", "x")]
    [InlineData("report", "export", "--kind", "novel", "--subject", "m", "--output", "x.pdf")]
    [InlineData("report", "export", "--kind", "drift", "--subject", "m@1", "--output", "x.pdf", "--language", "fr")]
    public async Task Usage_Wrong_ExitsWith2OnStandardErrorOnly(params string[] args)
    {
        Assert.Equal(2, await _run.InvokeAsync(args));
        Assert.NotEmpty(_run.Error);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Executable_Run_AnswersAndExits()
    {
        var name = OperatingSystem.IsWindows() ? "governance.exe" : "governance";
        using var process = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, name),
                ["analyze", "drift", "--reference", "/nowhere", "--current", "/nowhere"]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;

        Assert.Equal("/nowhere does not exist.\n", await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
    }

    private static List<ExampleCommand> Leaves()
    {
        var root = CommandLineApp.CreateRoot(new CliHost { Out = TextWriter.Null, Error = TextWriter.Null });
        return [.. Below(root)];
    }

    private static IEnumerable<ExampleCommand> Below(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(child => child is ExampleCommand leaf ? [leaf] : Below(child));
}
