using Governance.Domain.Identity;

namespace Governance.Domain.Notifications;

/// <summary>Finds who is named in a text: <c>@</c> and the printed name or the e-mail address, in any case.</summary>
public static class Mentions
{
    /// <summary>Most people one text can call.</summary>
    public const int Most = 20;

    /// <summary>Finds them. Where one name begins with another the longer one is meant.</summary>
    /// <param name="text">The text.</param>
    /// <param name="people">Whom it may name: id, printed name, e-mail address.</param>
    public static IReadOnlyList<UserId> Find(string text, IEnumerable<(UserId Id, string Name, string Email)> people)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(people);
        if (!text.Contains('@', StringComparison.Ordinal))
        {
            return [];
        }

        var words = people.SelectMany(p => new[] { (p.Id, Word: p.Name.Trim()), (p.Id, Word: p.Email.Trim()) }).Where(p => p.Word.Length > 0).OrderByDescending(p => p.Word.Length).ToList();
        var found = new List<UserId>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0 && found.Count < Most; at = text.IndexOf('@', at + 1))
        {
            // The sign inside an address calls nobody.
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                continue;
            }

            var rest = text.AsSpan(at + 1);
            foreach (var (id, word) in words)
            {
                if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (rest.Length == word.Length || !char.IsLetterOrDigit(rest[word.Length])))
                {
                    if (!found.Contains(id))
                    {
                        found.Add(id);
                    }

                    break;
                }
            }
        }

        return found;
    }
}
