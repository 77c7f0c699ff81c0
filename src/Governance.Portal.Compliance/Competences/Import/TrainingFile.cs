using System.Globalization;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>
/// Reads files of trainings: tables as CSV, SCORM completion exports as CSV, and xAPI statements as JSON. It changes nothing and knows no
/// account.
/// </summary>
public static class TrainingFile
{
    /// <summary>Most trainings of one file.</summary>
    public const int Most = 500;

    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private static readonly string[] s_dates =
    [
        "yyyy-MM-dd",
        "dd.MM.yyyy",
        "d.M.yyyy",
        "d MMM yyyy",
        "d MMMM yyyy",
        "dddd, d MMMM yyyy, h:mm tt",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "dd.MM.yyyy HH:mm",
    ];

    private static readonly string[] s_done = ["completed", "complete", "passed", "yes", "true", "1", "successful", "abgeschlossen"];

    // The columns, and how exports call them, in lower case without spaces and signs.
    private static readonly Dictionary<string, string[]> s_columns = new(StringComparer.Ordinal)
    {
        ["email"] = ["email", "mail", "emailaddress", "useremail", "learneremail", "learnerid", "username"],
        ["topic"] = ["topic", "competence"],
        ["course"] = ["course", "coursename", "coursetitle", "coursefullname", "itemtitle", "trainingtitle", "activityname", "title"],
        ["provider"] = ["provider", "vendor", "trainingprovider"],
        ["on"] =
        [
            "on",
            "completed",
            "completedon",
            "completiondate",
            "completeddate",
            "datecompleted",
            "timecompleted",
            "transcriptcompleteddate",
        ],
        ["until"] = ["validuntil", "expirationdate", "expirydate", "expires"],
        ["reference"] = ["reference", "certificate", "certificatelink", "proof"],
        ["sha256"] = ["sha256"],
        ["completion"] =
        [
            "status",
            "completionstatus",
            "lessonstatus",
            "cmicorelessonstatus",
            "cmicompletionstatus",
            "registrationcompletion",
            "transcriptstatus",
        ],
        ["success"] = ["successstatus", "cmisuccessstatus", "registrationsuccess"],
    };

    /// <summary>The lines, right or wrong; refused when the file cannot be read at all.</summary>
    public static Result<TrainingLine[]> Read(
        ReadOnlyMemory<byte> bytes,
        IReadOnlyList<CompetenceTopic> topics,
        TrainingDefaults defaults,
        DateOnly today
    )
    {
        if (bytes.Length > MaxBytes)
        {
            return CompetenceRefusals.FileNotReadable($"The file is larger than {MaxBytes / 1024} KiB. Split it.");
        }

        var read = IsJson(bytes.Span) ? XapiStatements.Read(bytes) : Table(bytes);
        if (!read.IsDone)
        {
            return read.Refusal;
        }

        if (read.Value.Count is 0 or > Most)
        {
            return CompetenceRefusals.FileNotReadable(
                read.Value.Count == 0
                    ? (Sentence)$"The file contains no training records."
                    : $"The file has {read.Value.Count} training records. Split it into files of at most {Most}."
            );
        }

        var seen = new Dictionary<(string, string?, string, DateOnly), int>();
        return read.Value.Select(raw => LineOf(raw, topics, defaults, today, seen)).ToArray();
    }

    /// <summary>The day of a cell or a time stamp; null when it is neither.</summary>
    internal static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day) ? day
        : DateTime.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var at)
            ? DateOnly.FromDateTime(at)
        : text.Length > 10 && text[10] == 'T' && ForeignTime.TryRead(text, out var time) ? DateOnly.FromDateTime(time.UtcDateTime)
        : null;

    private static TrainingLine LineOf(
        RawTraining raw,
        IReadOnlyList<CompetenceTopic> topics,
        TrainingDefaults defaults,
        DateOnly today,
        Dictionary<(string, string?, string, DateOnly), int> seen
    )
    {
        var problems = new List<string>(raw.Problems);
        var topic =
            topics.FirstOrDefault(t => raw.Topic.Length > 0 && (Same(t.Key, raw.Topic) || Same(t.Title, raw.Topic)))
            ?? topics.FirstOrDefault(t => t.Courses.Any(c => Same(c, raw.Course) || (raw.Activity.Length > 0 && Same(c, raw.Activity))))
            ?? topics.FirstOrDefault(t => raw.Topic.Length == 0 && t.Key == defaults.Topic);
        if (!raw.Email.Contains('@', StringComparison.Ordinal))
        {
            problems.Add("The e-mail address of the person is missing.");
        }

        if (topic is null)
        {
            problems.Add(
                raw.Topic.Length > 0
                    ? $"There is no topic “{raw.Topic}”. Use one listed under Requirements."
                    : $"No topic names the course “{raw.Course}”. Add it under Requirements, or choose a topic for such lines."
            );
        }

        var day = DayOf(raw.On);
        if (day is null && raw.IsCompleted)
        {
            problems.Add(
                raw.On.Length == 0
                    ? "The completion date is missing."
                    : $"“{raw.On}” is not a date. Write dates like {today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}."
            );
        }

        var until = raw.Until.Length == 0 ? null : DayOf(raw.Until);
        if (raw.Until.Length > 0 && until is null)
        {
            problems.Add($"“{raw.Until}” is not a date. Write dates like {today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.");
        }

        var training = new CompetenceTraining(
            raw.Course,
            raw.Provider.Length > 0 ? raw.Provider : defaults.Provider,
            day ?? default,
            until,
            raw.Reference.Length > 0 ? raw.Reference : null,
            raw.Sha256.Length > 0 ? raw.Sha256 : null,
            raw.Source
        );
        if (!raw.IsCompleted)
        {
            return new(raw.Line, raw.Email, topic?.Key, training, TrainingVerdict.NotCompleted, []);
        }

        if (day is not null && training.Refuses(today) is { } refusal)
        {
            problems.Add(refusal.Message);
        }

        if (problems.Count > 0)
        {
            return new(raw.Line, raw.Email, topic?.Key, training, TrainingVerdict.Wrong, problems);
        }

        var key = (raw.Email.ToUpperInvariant(), topic?.Key, raw.Course.ToUpperInvariant(), training.On);
        return seen.TryAdd(key, raw.Line)
            ? new(raw.Line, raw.Email, topic?.Key, training, TrainingVerdict.Import, [])
            : new(raw.Line, raw.Email, topic?.Key, training, TrainingVerdict.Duplicate, [$"Line {seen[key]} has the same training."]);
    }

    private static Result<IReadOnlyList<RawTraining>> Table(ReadOnlyMemory<byte> bytes)
    {
        List<TableRow> rows;
        try
        {
            rows = [.. CsvTable.Read(bytes).Where(r => r.Cells.Any(c => !string.IsNullOrWhiteSpace(c))).Take(Most + 2)];
        }
        catch (TableFileException e)
        {
            return CompetenceRefusals.FileNotReadable(Sentence.Ours(e.Message));
        }

        var head = rows.Count == 0 ? [] : rows[0].Cells.Select(Key).ToList();
        var places = s_columns.ToDictionary(
            c => c.Key,
            c => c.Value.Select(name => head.IndexOf(name)).Where(i => i >= 0).DefaultIfEmpty(-1).First(),
            StringComparer.Ordinal
        );
        if (places["email"] < 0 || places["course"] < 0 || places["on"] < 0)
        {
            return CompetenceRefusals.FileNotReadable(
                $"The first line contains the column names. The e-mail address, the course and the date of completion are required: "
                    + $"email,course,completed."
            );
        }

        var isScorm = places["completion"] >= 0 || places["success"] >= 0;
        return Result<IReadOnlyList<RawTraining>>.Done([
            .. rows.Skip(1)
                .Select(row =>
                {
                    string At(string column) =>
                        places[column] is var i && i >= 0 && i < row.Cells.Count ? CsvText.Plain(row.Cells[i].Trim()).Trim() : "";
                    var (completion, success) = (At("completion"), At("success"));
                    return new RawTraining(row.Line, At("email"), At("course"), At("on"))
                    {
                        Topic = At("topic"),
                        Provider = At("provider"),
                        Until = At("until"),
                        Reference = At("reference"),
                        Sha256 = At("sha256"),
                        Source = isScorm ? CompetenceSource.Scorm : CompetenceSource.Csv,
                        IsCompleted =
                            !isScorm || (!Same(success, "failed") && (IsDone(completion) || (completion.Length == 0 && IsDone(success)))),
                        Problems =
                            row.Cells.Count == head.Count
                                ? []
                                : [$"Number of columns: {row.Cells.Count} in this line, {head.Count} in the first line."],
                    };
                }),
        ]);
    }

    private static bool IsDone(string status) => s_done.Contains(status.ToLowerInvariant(), StringComparer.Ordinal);

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'[' or (byte)'{';
    }
}
