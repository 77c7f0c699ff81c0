using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;

namespace Governance.Domain.Conversations;

/// <summary>A person as far as being mentioned is concerned.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Printed name.</param>
/// <param name="Email">E-mail address of the account.</param>
/// <param name="IsActive">False while the account is disabled.</param>
/// <param name="MayRead">True when they may open the record the text is about.</param>
public sealed record Mentionable(UserId Id, string Name, string Email, bool IsActive, bool MayRead);

/// <summary>
/// A text whose mentions are ids. A name or an address may change or be erased; the id stands in the log and stays, and the reader sees the
/// name of the day.
/// </summary>
/// <param name="Text">The words, each mention as <c>@[USR-0004]</c>.</param>
/// <param name="People">Who is mentioned, once each, in the order of the text.</param>
public sealed partial record MentionedText(string Text, IReadOnlyList<UserId> People)
{
    /// <summary>Most people one text can mention.</summary>
    public const int Most = 20;

    /// <summary>A mention as it is stored.</summary>
    public static string Token(UserId person) => $"@[{person}]";

    /// <summary>
    /// Finds who is mentioned: <c>@</c> and an id in brackets, an e-mail address or a printed name, in any case. Where one name begins with
    /// another the longer one is meant. What follows an <c>@</c> and is no one's name stays as it was written.
    /// </summary>
    /// <param name="text">As written.</param>
    /// <param name="people">Everyone with an account.</param>
    /// <param name="subject">What the text is about, for the refusal.</param>
    public static Result<MentionedText> Resolve(string text, IReadOnlyCollection<Mentionable> people, string subject)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(people);
        if (!text.Contains('@', StringComparison.Ordinal))
        {
            return new MentionedText(text, []);
        }

        var names = people
            .SelectMany(p => new[] { (Word: p.Name.Trim(), Person: p), (Word: p.Email.Trim(), Person: p) })
            .Where(n => n.Word.Length > 0)
            .OrderByDescending(n => n.Word.Length)
            .ToList();
        var written = new StringBuilder(text.Length + 32);
        var found = new List<UserId>();
        var from = 0;
        for (
            var at = text.IndexOf('@', StringComparison.Ordinal);
            at >= 0;
            at = at + 1 < text.Length ? text.IndexOf('@', Math.Max(at + 1, from)) : -1
        )
        {
            // The sign inside an address calls no one.
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                continue;
            }

            var (person, length, refusal) = At(text, at, people, names);
            refusal ??= person switch
            {
                null => null,
                { IsActive: false } => CommentRefusals.MentionDisabled(person.Name),
                { MayRead: false } => CommentRefusals.MentionCannotRead(person.Name, subject),
                _ => !found.Contains(person.Id) && found.Count == Most ? CommentRefusals.TooManyMentions : null,
            };
            if (refusal is not null)
            {
                return refusal;
            }

            if (person is null)
            {
                continue;
            }

            if (!found.Contains(person.Id))
            {
                found.Add(person.Id);
            }

            written.Append(text, from, at - from).Append(Token(person.Id));
            from = at + length;
        }

        return new MentionedText(written.Append(text, from, text.Length - from).ToString(), found);
    }

    /// <summary>The text as a person reads it: names in place of ids. Anyone who has no name any more is shown by the id.</summary>
    public static string Show(string text, Func<UserId, string?> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Tokens()
            .Replace(
                text,
                match => DisplayId.TryParse<UserId>(match.Groups[1].ValueSpan.ToString(), out var id) ? $"@{NameOf(id, name)}" : match.Value
            );
    }

    /// <summary>The name of someone, or their id where no name is known.</summary>
    public static string NameOf(UserId person, Func<UserId, string?> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name(person) is { Length: > 0 } known ? known : person.ToString();
    }

    private static (Mentionable? Person, int Length, Refusal? Refusal) At(
        string text,
        int at,
        IReadOnlyCollection<Mentionable> people,
        List<(string Word, Mentionable Person)> names
    )
    {
        var rest = text.AsSpan(at + 1);
        if (rest is ['[', ..])
        {
            var end = rest.IndexOf(']');
            if (end is < 1 or > 20 || !DisplayId.TryParse<UserId>(rest[1..end].ToString(), out var id))
            {
                return default;
            }

            return people.FirstOrDefault(p => p.Id == id) is { } known
                ? (known, end + 2, null)
                : (null, 0, CommentRefusals.MentionUnknown(id.ToString()));
        }

        foreach (var (word, person) in names)
        {
            if (
                !rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                || (rest.Length > word.Length && (char.IsLetterOrDigit(rest[word.Length]) || rest[word.Length] == '@'))
            )
            {
                continue;
            }

            return names.Any(n => n.Person.Id != person.Id && n.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                ? (null, 0, CommentRefusals.MentionAmbiguous(person.Name))
                : (person, word.Length + 1, null);
        }

        return default;
    }

    [GeneratedRegex(@"@\[(USR-[0-9]{4,10})\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Tokens();
}
