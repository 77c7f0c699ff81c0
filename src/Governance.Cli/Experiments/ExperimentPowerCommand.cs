using System.CommandLine;
using System.Text.Json;
using Governance.Analytics.Experiments;
using Governance.Cli.Analysis;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Experiments;

/// <summary><c>experiment power</c>: how many observations an experiment needs. Works without a portal.</summary>
internal static class ExperimentPowerCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "power",
            "Compute how many observations an experiment needs; works offline.",
            "governance experiment power --baseline 0.2 --effect 0.05 --share 0.1"
        );
        var baseline = NumberOptions.Share("--baseline", "The champion's expected rate.");
        var effect = NumberOptions.Share("--effect", "Smallest improvement worth detecting.");
        (baseline.Required, effect.Required) = (true, true);
        var alpha = NumberOptions.Share("--alpha", "Probability of detecting an improvement that does not exist (default: 0.05).");
        var power = NumberOptions.Share("--power", "Probability of detecting the improvement if it exists (default: 0.8).");
        var share = NumberOptions.Share("--share", "Share of the traffic that the challenger gets (default: 0.5).");
        var lower = new Option<bool>("--lower-is-better") { Description = "Lower is better, as for an error rate." };
        foreach (Option option in new Option[] { baseline, effect, alpha, power, share, lower })
        {
            command.Add(option);
        }

        command.Does(
            host,
            isCheck: false,
            (parse, _) =>
            {
                var (a, p) = (parse.Share(alpha, 0.05), parse.Share(power, 0.8));
                var size = parse.Share(effect, 0) * (parse.GetValue(lower) ? -1 : 1);
                try
                {
                    var once = ExperimentSize.OfProportions(parse.Share(baseline, 0), size, a, p, parse.Share(share, 0.5));
                    return Task.FromResult(new CommandOutcome(new Sizes(once, once.Anytime(a, p))));
                }
                catch (ArgumentOutOfRangeException problem)
                {
                    throw CliException.Usage(
                        "Each number must be above 0 and below 1, and so must the baseline with the effect added or subtracted.",
                        problem
                    );
                }
            }
        );
        return command;
    }

    private sealed record Sizes(ExperimentSize Once, ExperimentSize Anytime) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Table(
                ["LOOKS", "CHAMPION", "CHALLENGER", "TOGETHER"],
                new[] { ("any time", Anytime), ("once, at the end", Once) }.Select(s =>
                    new[] { s.Item1, Numbers.Count(s.Item2.Champion), Numbers.Count(s.Item2.Challenger), Numbers.Count(s.Item2.Total) }
                )
            );
            page.Line("The portal plans with the first line, because experiments may be evaluated at any time.");
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            Write(writer, "anytime", Anytime);
            Write(writer, "once", Once);
            writer.WriteEndObject();
        }

        private static void Write(Utf8JsonWriter writer, string name, ExperimentSize size)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("champion", size.Champion);
            writer.WriteNumber("challenger", size.Challenger);
            writer.WriteEndObject();
        }
    }
}
