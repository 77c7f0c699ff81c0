using System.Globalization;

namespace Governance.Reporting.Committee;

/// <summary>Something that happened in the period.</summary>
/// <param name="At">When.</param>
/// <param name="Record">Id of the record that says so.</param>
/// <param name="Kind">The kind of change, in a word or two.</param>
/// <param name="What">What happened, without a full stop; names stand in its places and stay as they are.</param>
public sealed record CommitteeChange(DateTimeOffset At, string Record, string Kind, FormattableString What)
{
    /// <summary>What happened, in English, as programs read it.</summary>
    public string Text => What.ToString(CultureInfo.InvariantCulture);
}
