using System.Globalization;
using Governance.Cli.Output;
using Spectre.Console;

namespace Governance.Cli.Shared;

/// <summary>Shows how far a long count is: a bar on a terminal, one line in a log.</summary>
internal static class CountProgress
{
    public static async Task<T> RunAsync<T>(CliHost host, string what, string unit, long total, Func<Action<long>, Task<T>> work)
    {
        var words = PlainText.Line(what);
        if (!host.ErrorIsTerminal)
        {
            await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{words} ({total:#,0} {unit})"));
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
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Markup.Escape(words), maxValue: Math.Max(1, total));
                return await work(more => task.Increment(more));
            });
    }
}
