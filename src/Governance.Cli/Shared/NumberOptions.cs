using System.CommandLine;
using System.Globalization;

namespace Governance.Cli.Shared;

/// <summary>Options that are numbers within bounds, written with a decimal point.</summary>
internal static class NumberOptions
{
    public static Option<string> Whole(string name, string description, int least, int most) =>
        Checked(
            name,
            description,
            "N",
            t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most,
            $"a whole number from {Words(least)} to {Words(most)}"
        );

    public static Option<string> Share(string name, string description) =>
        Checked(name, description, "0.05", t => Number(t) is >= 0 and <= 1, "a number from 0 to 1 with a decimal point");

    public static int Whole(this ParseResult parse, Option<string> option, int otherwise) =>
        parse.GetValue(option) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    public static double Share(this ParseResult parse, Option<string> option, double otherwise) =>
        parse.GetValue(option) is { } text ? Number(text)!.Value : otherwise;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Words(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static Option<string> Checked(string name, string description, string helpName, Predicate<string> isRight, string rule)
    {
        var option = CommonOptions.Text(name, description, helpName);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !isRight(t.Value)))
            {
                result.AddError($"{name} must be {rule}; \"{token.Value}\" is not.");
            }
        });
        return option;
    }
}
