using System.Text;

namespace Governance.Cli.Agents;

/// <summary>A command in one text as the words that start a process: no shell reads it.</summary>
internal static class McpCommandLine
{
    /// <summary>The words. Quotes keep spaces, a backslash the sign behind it.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, isOpen) = ('\0', false);
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (c == '\\' && quote != '\'' && i + 1 < command.Length)
            {
                word.Append(command[++i]);
                isOpen = true;
            }
            else if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                word.Append(quote == '\0' ? string.Empty : c.ToString());
            }
            else if (c is '"' or '\'')
            {
                (quote, isOpen) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                Close();
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }

        if (quote != '\0')
        {
            throw CliException.Usage($"The command has a quotation mark {quote} that is not closed: {command}");
        }

        Close();
        return words.Count > 0 ? words : throw CliException.Usage("The command that starts the server is empty.");

        void Close()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }

    /// <summary>The words in one text that <see cref="Words"/> reads back.</summary>
    public static string Text(IEnumerable<string> words) =>
        string.Join(
            ' ',
            words.Select(word =>
                word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '\\')
                    ? word
                    : $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            )
        );
}
