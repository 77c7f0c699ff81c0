using System.Text.RegularExpressions;

namespace Governance.Domain.Privacy;

/// <summary>
/// A search whose regular expressions have a limit of time. The limit is one by the clock: a machine that stands still for a second, or
/// compiles the expression while it is first used, reaches it on the shortest text. So what was reached is tried again; a text that is
/// really too much for an expression reaches it each time.
/// </summary>
public static class TimedSearch
{
    private const int Tries = 3;

    /// <summary>What the search finds in the text.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="search">The search, which may run more than once.</param>
    /// <exception cref="RegexMatchTimeoutException">No try ended in time.</exception>
    public static T Of<T>(string text, Func<string, T> search)
    {
        ArgumentNullException.ThrowIfNull(search);
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return search(text);
            }
            catch (RegexMatchTimeoutException) when (left > 0)
            {
                // Once more, from the beginning of the text.
            }
        }
    }
}
