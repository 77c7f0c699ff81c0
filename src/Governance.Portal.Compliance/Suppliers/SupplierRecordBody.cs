using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>A record about a supplier.</summary>
/// <param name="Kind"><c>due-diligence</c>, <c>certificate</c>, <c>incident</c> or <c>request</c>.</param>
/// <param name="Title">What was examined, the name of the certificate, what happened, or what is requested.</param>
/// <param name="On">The date of the record (default: today).</param>
/// <param name="DueOn">When the next due diligence is due, the certificate expires, or the answer is due.</param>
/// <param name="Result">Result of a due diligence: <c>passed</c>, <c>conditions</c> or <c>failed</c>.</param>
/// <param name="By">Who examined the supplier, or issued the certificate.</param>
/// <param name="Number">Number of the certificate.</param>
/// <param name="Provision">Legal basis of a request, such as Art. 25(4) of the AI Act.</param>
/// <param name="Reference">Where the document is.</param>
/// <param name="Sha256">SHA-256 of that document.</param>
/// <param name="Note">Conditions of a due diligence, or the action taken after an incident.</param>
/// <param name="Incident">Your own incident, such as INC-0003.</param>
public sealed record SupplierRecordBody(
    [property: Required] string? Kind,
    [property: Required] string? Title,
    DateOnly? On = null,
    DateOnly? DueOn = null,
    string? Result = null,
    string? By = null,
    string? Number = null,
    string? Provision = null,
    string? Reference = null,
    string? Sha256 = null,
    string? Note = null,
    string? Incident = null
);

/// <summary>The supplier's answer to a request.</summary>
/// <param name="On">The date of the answer (default: today).</param>
/// <param name="Reference">Where the answer is.</param>
/// <param name="Sha256">SHA-256 of that document.</param>
public sealed record SupplierAnswerBody(DateOnly? On = null, string? Reference = null, string? Sha256 = null);
