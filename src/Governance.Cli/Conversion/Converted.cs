using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion;

/// <summary>A report of another tool as evidence in the portal's words.</summary>
/// <param name="Kind">What it is evidence of.</param>
/// <param name="Payload">The report.</param>
internal sealed record Converted(EvidenceKind Kind, JsonObject Payload);

/// <summary>What a converter makes of a file.</summary>
/// <param name="Version">The tool's version as the file states it; null when it does not.</param>
/// <param name="ProducedAt">When the tool made it, where the file says so with a zone.</param>
/// <param name="Reports">The evidence in it, each of another kind.</param>
internal sealed record Conversion(string? Version, DateTimeOffset? ProducedAt, IReadOnlyList<Converted> Reports);

/// <summary>What became of a file.</summary>
/// <param name="Tool">The tool with its version.</param>
/// <param name="ProducedAt">When the tool made it, where the file says so with a zone.</param>
/// <param name="Reports">The evidence in it, each of another kind.</param>
/// <param name="Undefined">Its figures that have no value and were left out.</param>
internal sealed record ConvertedFile(string Tool, DateTimeOffset? ProducedAt, IReadOnlyList<Converted> Reports, UndefinedFigures Undefined);

/// <summary>What the caller knows that a file does not say.</summary>
/// <param name="Protected">Name of the protected attribute.</param>
/// <param name="Measure">What the values measure.</param>
internal sealed record ConversionHints(string? Protected, string? Measure);
