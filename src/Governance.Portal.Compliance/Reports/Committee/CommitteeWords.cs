using Governance.Localisation;
using Governance.Reporting.Committee;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>
/// Says something twice: in English, which programs read and two packs are compared by, and in the language of the document.
/// </summary>
/// <param name="language">That of the document.</param>
internal sealed class CommitteeWords(string language)
{
    /// <summary>Both, in this order.</summary>
    public (T English, T Said) Of<T>(Func<T> say)
    {
        using (Languages.Use(Languages.Source))
        {
            var english = say();
            if (language == Languages.Source)
            {
                return (english, english);
            }

            using var spoken = Languages.Use(language);
            return (english, say());
        }
    }

    /// <summary>Findings with their sentences in both.</summary>
    public IEnumerable<CommitteeFinding> Findings(Func<IEnumerable<CommitteeFinding>> say)
    {
        var (english, said) = Of(() => say().ToList());
        return english.Zip(said, (e, s) => e with { Said = s.Text });
    }
}
