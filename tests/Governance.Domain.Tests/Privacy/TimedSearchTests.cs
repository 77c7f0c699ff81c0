using System.Text.RegularExpressions;
using Governance.Domain.Privacy;

namespace Governance.Domain.Tests.Privacy;

/// <summary>
/// The first decisions that a portal was sent were answered with an internal error when the machine paused while they were searched.
/// </summary>
public sealed class TimedSearchTests
{
    [Fact]
    public void Search_ThatAPauseInterrupted_IsDoneAgain()
    {
        var tries = 0;

        var length = TimedSearch.Of("two words", text => ++tries == 1 ? throw new RegexMatchTimeoutException() : text.Length);

        Assert.Equal((9, 2), (length, tries));
    }

    [Fact]
    public void Search_ThatIsTooMuchForItsExpression_Ends()
    {
        var tries = 0;

        Assert.Throws<RegexMatchTimeoutException>(() => TimedSearch.Of<int>("aaaa!", Search));
        Assert.Equal(3, tries);

        int Search(string text)
        {
            tries++;
            return Regex.Match(text + new string('a', 40), "^(a+)+$|!(a+)+b", RegexOptions.None, TimeSpan.FromMilliseconds(1)).Length;
        }
    }
}
