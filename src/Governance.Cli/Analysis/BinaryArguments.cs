using System.CommandLine;
using System.Globalization;
using Governance.Analytics.Performance;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary>Options of two-class models.</summary>
internal sealed class BinaryArguments
{
    private readonly Option<string> _threshold = CommonOptions.Text(
        "--threshold",
        "Score at or above which a prediction is positive, if none is logged (default: 0.5).",
        "0.5"
    );
    private readonly Option<string> _positive = CommonOptions.Text(
        "--positive-label",
        "Value of label and prediction that means positive (default: 1 or true).",
        "VALUE"
    );

    public BinaryArguments(Command command)
    {
        _threshold.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => Read(t.Value) is not (>= 0 and <= 1)))
            {
                result.AddError($"--threshold must be a number from 0 to 1 with a decimal point; \"{token.Value}\" is not.");
            }
        });
        command.Add(_threshold);
        command.Add(_positive);
    }

    public BinaryOptions Read(ParseResult parse) =>
        BinaryOptions.Default with
        {
            Threshold = parse.GetValue(_threshold) is { } text ? Read(text)!.Value : BinaryOptions.Default.Threshold,
            PositiveLabel = parse.GetValue(_positive),
        };

    private static double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
