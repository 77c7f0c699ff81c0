using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Files;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin.Import;

/// <summary>A person to invite, as a line of a file says it, with what is wrong in it.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Name">Name as printed on signatures.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Roles">Role ids.</param>
/// <param name="Problems">What is wrong and how to correct it; none when the line is right.</param>
public sealed record PersonLine(int Line, string Name, string Email, IReadOnlyList<string> Roles, IReadOnlyList<Sentence> Problems);

/// <summary>Reads a file of people to invite. It changes nothing and knows no account.</summary>
public static class PeopleFile
{
    /// <summary>Most people in one file.</summary>
    public const int Most = 200;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The first line of a file.</summary>
    public const string Header = "name,email,roles";

    private static readonly string[] s_names = ["name"];
    private static readonly string[] s_emails = ["email", "mail", "emailaddress"];
    private static readonly string[] s_roles = ["roles", "role", "rollen", "rolle"];

    /// <summary>The lines, right or wrong; refused when the file cannot be read as a table of people.</summary>
    public static Result<PersonLine[]> Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return Unreadable($"The file is larger than {MaxBytes / 1024} KiB. Split it.");
        }

        List<TableRow> rows;
        try
        {
            rows = [.. CsvTable.Read(bytes).Where(r => r.Cells.Any(c => !string.IsNullOrWhiteSpace(c)))];
        }
        catch (TableFileException e)
        {
            return Unreadable(Sentence.Ours(e.Message));
        }

        var head = rows.Count == 0 ? [] : rows[0].Cells.Select(Key).ToList();
        var (name, email, roles) = (Column(head, s_names), Column(head, s_emails), Column(head, s_roles));
        if (name < 0 || email < 0 || roles < 0)
        {
            return Unreadable($"The first line contains the column names. These three are required: {Header}.");
        }

        var lines = rows.Skip(1).ToList();
        if (lines.Count is 0 or > Most)
        {
            return Unreadable(
                lines.Count == 0
                    ? (Sentence)$"The file lists no people. Add a line for each person below the first line."
                    : $"The file lists {lines.Count} people. Split it into files of at most {Most}."
            );
        }

        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        return lines.Select(row => Person(row, head.Count, name, email, roles, seen)).ToArray();
    }

    private static PersonLine Person(TableRow row, int columns, int name, int email, int roles, Dictionary<string, int> seen)
    {
        var (n, e, problems) = (Cell(row, name), Cell(row, email), new List<Sentence>());
        if (row.Cells.Count != columns)
        {
            problems.Add($"Number of columns: {row.Cells.Count} in this line, {columns} in the first line.");
        }

        if (!CreateUser.IsEmail(e))
        {
            problems.Add($"Enter an e-mail address, such as name@bank.example.");
        }
        else if (!seen.TryAdd(e, row.Line))
        {
            problems.Add($"Line {seen[e]} has the same e-mail address. Remove one of them.");
        }

        if (n.Length > 200)
        {
            problems.Add($"A name can have at most 200 characters.");
        }
        else if (NameText.Misleads(n))
        {
            problems.Add(NameText.Refused);
        }
        else if (IsFormula(n))
        {
            problems.Add($"A name cannot begin with a character that a spreadsheet treats as a formula: =, +, - or @.");
        }

        var given = new List<string>();
        foreach (var word in Words(Cell(row, roles)))
        {
            if (RoleOf(word) is not { } role)
            {
                problems.Add($"There is no role “{word}”. Use the names on the Roles page, separated by semicolons.");
            }
            else if (!given.Contains(role, StringComparer.Ordinal))
            {
                given.Add(role);
            }
        }

        if (given.Count == 0 && problems.Count == 0)
        {
            problems.Add($"Enter at least one role.");
        }

        return new(row.Line, n, e, given, problems);
    }

    private static string Cell(TableRow row, int column) => column < row.Cells.Count ? CsvText.Plain(row.Cells[column].Trim()).Trim() : "";

    // What a cell for a spreadsheet puts an apostrophe before. Names may have one of their own, as 't Hooft does.
    private static bool IsFormula(string name) => CsvText.Cell(name).Count(c => c == '\'') > name.Count(c => c == '\'');

    private static string[] Words(string cell) =>
        cell.Split([';', ',', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // By its id, or as the page calls it, in English or in the reader's language.
    private static string? RoleOf(string word) =>
        Roles.All.FirstOrDefault(role =>
            Key(role) == Key(word) || Key(Roles.Title(role)) == Key(word) || Key(T.Word(Roles.Title(role))) == Key(word)
        );

    private static int Column(List<string> head, string[] names) => head.FindIndex(cell => names.Contains(cell, StringComparer.Ordinal));

    private static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static Refusal Unreadable(Sentence message) => Refusal.Field("user.file-not-readable", "file", message);
}
