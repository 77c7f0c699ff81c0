using System.CommandLine;
using Governance.Analytics.Io;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary>Options that say what the columns of a log are for.</summary>
internal sealed class RoleOptions
{
    private readonly Option<string> _label = CommonOptions.Text(
        "--label",
        "Column of the true label (default: true_label or label).",
        "COLUMN"
    );
    private readonly Option<string> _score = CommonOptions.Text("--score", "Column of the score (default: score).", "COLUMN");
    private readonly Option<string> _prediction = CommonOptions.Text(
        "--prediction",
        "Column of the prediction (default: predicted_label or prediction).",
        "COLUMN"
    );
    private readonly Option<string> _protected = CommonOptions.Text("--protected", "Protected attributes, comma-separated.", "A,B");
    private readonly Option<string> _ignore = CommonOptions.Text("--ignore", "Columns to leave out, comma-separated.", "C,D");
    private readonly Option<string> _nulls = CommonOptions.Text(
        "--null-values",
        "Values that also stand for a missing one, in every column, comma-separated, for example -999,unknown.",
        "A,B"
    );

    public RoleOptions(Command command, bool needsProtected = false)
    {
        _protected.Required = needsProtected;
        foreach (var option in new[] { _label, _score, _prediction, _protected, _ignore, _nulls })
        {
            command.Add(option);
        }
    }

    /// <summary>How logs are read.</summary>
    /// <param name="parse">The arguments.</param>
    /// <param name="roles">What the columns are for; as the arguments say when not given.</param>
    /// <param name="host">Who reads files of columns.</param>
    public TabularReadOptions Reading(ParseResult parse, CliHost host, ColumnRoles? roles = null) =>
        new()
        {
            Columnar = host.Columnar,
            Roles = roles ?? Read(parse),
            NullValues = CommonOptions.Names(parse.GetValue(_nulls)),
        };

    public ColumnRoles Read(ParseResult parse) =>
        new()
        {
            Label = parse.GetValue(_label),
            Score = parse.GetValue(_score),
            Prediction = parse.GetValue(_prediction),
            Protected = CommonOptions.Names(parse.GetValue(_protected)),
            Ignore = CommonOptions.Names(parse.GetValue(_ignore)),
        };
}
