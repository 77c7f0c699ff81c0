using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Registers;

/// <summary>
/// A value within the words of an extract, written in the language in force: the record is built in English, and laid out in that of its
/// document.
/// </summary>
public sealed class RegisterValue
{
    private readonly Func<string> _written;

    private RegisterValue(Func<string> written) => _written = written;

    /// <summary>A word or sentence of ours.</summary>
    public static RegisterValue Word(string english) => new(() => T.Recorded(english));

    /// <summary>A number.</summary>
    public static RegisterValue Number(long number) => new(() => Print.Count(number));

    /// <summary>A day in UTC.</summary>
    public static RegisterValue Day(DateTimeOffset time) => new(() => Print.Date(time, TimeZoneInfo.Utc));

    /// <summary>A time to the second, in UTC.</summary>
    public static RegisterValue Time(DateTimeOffset time) => new(() => Print.Second(time, TimeZoneInfo.Utc));

    /// <summary>Several, one after the other.</summary>
    public static RegisterValue List(IReadOnlyList<FormattableString> values) => new(() => string.Join(", ", values.Select(v => T.Say(v))));

    /// <inheritdoc/>
    public override string ToString() => _written();
}
