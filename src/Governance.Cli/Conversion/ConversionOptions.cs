using System.CommandLine;
using Governance.Cli.Shared;
using Governance.Domain;

namespace Governance.Cli.Conversion;

/// <summary>Options of the commands that read a report of another tool.</summary>
internal sealed class ConversionOptions
{
    private readonly Option<string> _toolVersion = CommonOptions.Text(
        "--tool-version",
        "Version of the tool, if its file does not state it.",
        "VERSION"
    );

    private readonly Option<string> _protected = CommonOptions.Text(
        "--protected",
        "Name of the protected attribute, if the file does not say (fairlearn, aif360).",
        "NAME"
    );

    private readonly Option<string> _measure = CommonOptions.Text(
        "--measure",
        "What the values measure, such as psi, if the file does not say (fiddler).",
        "NAME"
    );

    public ConversionOptions(Command command, bool required)
    {
        From = CommonOptions.OneOf("--from", "Tool that created the file; its measurements become evidence.", ForeignTools.Names, required);
        foreach (var option in new Option[] { From, _toolVersion, _protected, _measure })
        {
            command.Add(option);
        }
    }

    public Option<string> From { get; }

    /// <summary>Reads a file and turns it into evidence.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="kind">The kind that is wanted; null for all that the file holds.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ConvertedFile> ConvertAsync(ParseResult parse, string path, string? kind, CancellationToken ct)
    {
        var bytes = await LocalFile.ReadAsync(path, ForeignFile.MaxBytes, ct);
        try
        {
            var made = ForeignTools.Convert(
                parse.GetRequiredValue(From),
                bytes,
                parse.GetValue(_toolVersion),
                new(parse.GetValue(_protected), parse.GetValue(_measure))
            );
            var wanted = made.Reports.Where(r => kind is null || WireName.Of(r.Kind) == kind).ToList();
            return wanted.Count > 0
                ? made with
                {
                    Reports = wanted,
                }
                : throw CliException.Usage($"{path} holds {Kinds(made.Reports)}, not {kind}.");
        }
        catch (ConversionException wrong)
        {
            throw CliException.Usage($"{path}: {wrong.Message}.", wrong);
        }
    }

    public static string Kinds(IEnumerable<Converted> reports) => string.Join(" and ", reports.Select(r => WireName.Of(r.Kind)));
}
