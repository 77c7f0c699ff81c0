using System.CommandLine;
using Governance.Cli.Shared;
using Governance.Domain.Privacy;

namespace Governance.Cli.Data;

/// <summary>Options of scans for personal data.</summary>
internal sealed class DataArguments
{
    private readonly Option<string> _data = CommonOptions.Text("--data", "The file: CSV or NDJSON, gzip or not.", "FILE", required: true);
    private readonly Option<string> _columns = CommonOptions.Text("--columns", "Search only these columns, comma-separated.", "A,B");
    private readonly Option<string> _detectors = CommonOptions.Text(
        "--detectors",
        $"Use only these detectors, comma-separated: {string.Join(", ", PersonalData.Detectors)}.",
        "A,B"
    );
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Also count numbers whose check digits match no more often than expected by chance.",
    };

    public DataArguments(Command command)
    {
        _detectors.Validators.Add(result =>
        {
            foreach (var unknown in CommonOptions.Names(result.GetValue(_detectors)).Except(PersonalData.Detectors, StringComparer.Ordinal))
            {
                result.AddError($"--detectors must be among {string.Join(", ", PersonalData.Detectors)}; \"{unknown}\" is not.");
            }
        });
        command.Add(_data);
        command.Add(_columns);
        command.Add(_detectors);
        command.Add(_strict);
    }

    public string Path(ParseResult parse) => parse.GetRequiredValue(_data);

    public bool IsStrict(ParseResult parse) => parse.GetValue(_strict);

    public PersonalDataScan Scan(ParseResult parse) =>
        new(
            (CommonOptions.Names(parse.GetValue(_detectors)) is { Count: > 0 } chosen ? chosen : PersonalData.Detectors).ToHashSet(
                StringComparer.Ordinal
            ),
            CommonOptions.Names(parse.GetValue(_columns)).ToHashSet(StringComparer.Ordinal)
        );

    /// <summary>Refuses columns the file does not have: a scan that looked nowhere would say that nothing was found.</summary>
    public void CheckColumns(ParseResult parse, PersonalDataScan scan)
    {
        if (
            CommonOptions.Names(parse.GetValue(_columns)).FirstOrDefault(c => !scan.Fields.Contains(c, StringComparer.Ordinal))
                is { } absent
            && scan.Rows > 0
        )
        {
            throw CliException.Usage($"{Path(parse)} has no column \"{absent}\".");
        }
    }
}
