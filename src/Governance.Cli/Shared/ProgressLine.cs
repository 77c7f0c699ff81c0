using Governance.Cli.Output;
using Spectre.Console;

namespace Governance.Cli.Shared;

/// <summary>Shows how far a long transfer is: a bar on a terminal, one line in a log.</summary>
internal static class ProgressLine
{
    public static async Task<T> RunAsync<T>(CliHost host, string what, long total, Func<Action<long>, Task<T>> work)
    {
        var words = PlainText.Line(what);
        if (!host.ErrorIsTerminal)
        {
            await host.Error.WriteLineAsync($"{words} ({Sizes.Words(total)})");
            return await work(_ => { });
        }

        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(host.Error),
                ColorSystem = host.UseColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.Yes,
                Ansi = AnsiSupport.Yes,
            }
        );
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Markup.Escape(words), maxValue: Math.Max(1, total));
                return await work(done => task.Value = done);
            });
    }
}
