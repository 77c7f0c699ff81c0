namespace Governance.Domain.Compliance;

/// <summary>What form an answer has.</summary>
public enum AnswerType
{
    /// <summary>One of the values.</summary>
    SingleChoice,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>Some of the values.</summary>
    MultiChoice,

    /// <summary>Some of the ids on offer.</summary>
    MultiChoiceFrom,

    /// <summary>A day, or one of the listed words.</summary>
    Date,
}

/// <summary>A question of the questionnaire.</summary>
public sealed record LawQuestion
{
    /// <summary>Stands for "I do not know" in every question.</summary>
    public const string Unsure = "unsure";

    /// <summary>Ends the questionnaire.</summary>
    public const string End = "END";

    /// <summary>Stable id: <c>Q41</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Part of the questionnaire it belongs to.</summary>
    public required string Stage { get; init; }

    /// <summary>The question.</summary>
    public required string Text { get; init; }

    /// <summary>What helps to answer it.</summary>
    public required string Help { get; init; }

    /// <summary>Form of the answer.</summary>
    public required AnswerType Type { get; init; }

    /// <summary>Values as which "unsure" counts; null: everything on offer that is not exclusive.</summary>
    public required IReadOnlyList<string>? UnsureAs { get; init; }

    /// <summary>Why it is asked. No part of the result.</summary>
    public required IReadOnlyList<string> LegalBasis { get; init; }

    /// <summary>The values with their effects.</summary>
    public required IReadOnlyList<LawAnswer> Answers { get; init; }

    /// <summary>Ids on offer with what has to be chosen elsewhere for each to be offered.</summary>
    public IReadOnlyList<LawOption> Options { get; init; } = [];

    /// <summary>Question whose answer filters the options.</summary>
    public string? FilterQuestion { get; init; }

    /// <summary>Flags each option sets.</summary>
    public IReadOnlyList<string> OptionFlags { get; init; } = [];

    /// <summary>Ways that depend on what is set.</summary>
    public IReadOnlyList<(LawCondition When, string To)> NextIf { get; init; } = [];

    /// <summary>Where it leads otherwise; null when every answer says so itself.</summary>
    public string? Next { get; init; }

    /// <summary>An answer that a form preselects while a condition holds.</summary>
    public (LawCondition When, string Value)? Suggest { get; init; }

    /// <summary>The answer of this value, or null.</summary>
    public LawAnswer? Answer(string value) => Answers.FirstOrDefault(a => a.Value == value);
}

/// <summary>An id on offer.</summary>
/// <param name="Id">Id of a sub-point.</param>
/// <param name="When">Value of the filtering question with which it is offered; null: always.</param>
public sealed record LawOption(string Id, string? When);

/// <summary>An answer and what it sets.</summary>
public sealed record LawAnswer
{
    /// <summary>The value sent.</summary>
    public required string Value { get; init; }

    /// <summary>The value in words.</summary>
    public required string Label { get; init; }

    /// <summary>True when it stands alone.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Classes it sets.</summary>
    public IReadOnlyList<string> SetClasses { get; init; } = [];

    /// <summary>Classes it takes away, after those it sets.</summary>
    public IReadOnlyList<string> UnsetClasses { get; init; } = [];

    /// <summary>Roles it gives.</summary>
    public IReadOnlyList<string> SetRoles { get; init; } = [];

    /// <summary>Flags it sets.</summary>
    public IReadOnlyList<string> SetFlags { get; init; } = [];

    /// <summary>Sub-points it adds: a practice, a case or a condition.</summary>
    public IReadOnlyList<string> SetSubpoints { get; init; } = [];

    /// <summary>Provisions the result cites.</summary>
    public IReadOnlyList<string> LegalBasis { get; init; } = [];

    /// <summary>Question whose chosen options lend their exclusions' provisions.</summary>
    public string? ExclusionsOf { get; init; }

    /// <summary>Where it leads; null: where the question leads.</summary>
    public string? Next { get; init; }
}
