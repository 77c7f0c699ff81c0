namespace Governance.Policies;

/// <summary>The sentence of a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Template">
/// The sentence in English. <c>{name}</c> is a value; <c>{n:step|steps}</c> a number and the word that agrees with it;
/// <c>{list?tool is|tools are}</c> the word that agrees with a number or with how many a list has; <c>{list:or}</c> a list of
/// alternatives; <c>[ of {name}]</c> a part that is left out when one of its values is not there.
/// </param>
/// <param name="Values">Its values with their kinds, in the order of their names.</param>
public sealed record StatementText(string Code, string Template, IReadOnlyDictionary<string, StatementValueSpec> Values);

/// <summary>A value of a code.</summary>
/// <param name="Kind">Its kind as JSON names it, such as <c>name</c>.</param>
/// <param name="Required">Whether each statement of the code has it.</param>
public sealed record StatementValueSpec(string Kind, bool Required);
