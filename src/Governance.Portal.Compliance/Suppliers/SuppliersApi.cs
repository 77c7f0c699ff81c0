using System.Text;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Suppliers over HTTP.</summary>
internal static class SuppliersApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var suppliers = api.MapGroup("/suppliers").WithTags("Suppliers");
        suppliers
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadSuppliers)
            .WithSummary("List suppliers")
            .WithDescription(
                "Sorted by name. Filters: name (a part of it), supplies (model, data, platform, service), critical (yes or no), "
                    + "state (gaps, in-order, ended). Example: ?state=gaps&critical=yes"
            )
            .Produces<ApiPage<SupplierView>>()
            .Refuses(401, 403, 422);
        suppliers
            .MapGet("/csv", CsvAsync)
            .RequirePermission(Permission.ReadSuppliers)
            .WithSummary("Read the supplier register as CSV")
            .WithDescription("Accepts the same filters as the list and returns at most 5,000 suppliers.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .Refuses(401, 403, 422);
        suppliers
            .MapPost("", RegisterAsync)
            .RequireCaller()
            .WithSummary("Register a supplier")
            .WithDescription(
                "System parts and agent manifests depend on the supplier if they use its name or one of its other names. Example: "
                    + "{\"name\":\"Example Models "
                    + "GmbH\",\"supplies\":[\"model\"],\"owner\":\"risk@demo.example\",\"otherNames\":[\"example\"],"
                    + "\"contractUntil\":\"2028-12-31\",\"noticeDays\":90}"
            )
            .Produces<SupplierView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        suppliers
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadSuppliers)
            .WithSummary("Read a supplier")
            .WithDescription("Example: SPL-0001. Includes what depends on the supplier, what is missing or late, and what falls due.")
            .Produces<SupplierView>()
            .Refuses(401, 403, 404);
        suppliers
            .MapPut("/{id}", ChangeAsync)
            .RequireCaller()
            .WithSummary("Change a supplier")
            .WithDescription("Send the whole supplier: what is left out is removed. Send the ETag of the supplier in If-Match.")
            .Produces<SupplierView>()
            .Refuses(400, 401, 403, 404, 409, 412, 422);
        suppliers
            .MapGet("/{id}/records", RecordsAsync)
            .RequirePermission(Permission.ReadSuppliers)
            .WithSummary("List the records about a supplier")
            .WithDescription(
                "Due diligence, certificates, incidents and requests, newest first, as a bare array. "
                    + "`GET /supplier-records?supplier=SPL-0001` answers the same as `items` and `nextCursor`, as other lists do."
            )
            .Produces<IReadOnlyList<SupplierRecordView>>()
            .Refuses(401, 403, 404);
        suppliers
            .MapPost("/{id}/records", RecordAsync)
            .RequireCaller()
            .WithSummary("Add a record about a supplier")
            .WithDescription(
                "Due diligence is valid once someone else has confirmed it. Example: {\"kind\":\"request\",\"title\":\"Technical "
                    + "documentation\",\"provision\":\"Art. 25(4) AI Act\",\"dueOn\":\"2027-01-31\"}"
            )
            .Produces<SupplierRecordView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 404, 422);
        var records = api.MapGroup("/supplier-records").WithTags("Suppliers");
        records
            .MapGet("", RecordsOfAsync)
            .RequirePermission(Permission.ReadSuppliers)
            .WithSummary("List the records about a supplier, as a page")
            .WithDescription(
                "Due diligence, certificates, incidents and requests about the supplier that `supplier` names, newest first, all at once."
            )
            .Produces<ApiPage<SupplierRecordView>>()
            .Refuses(401, 403, 404);
        records
            .MapPost("/{id}:confirm", ConfirmAsync)
            .RequireCaller()
            .WithSummary("Confirm due diligence")
            .WithDescription("For someone other than the person who recorded the due diligence; not for API keys.")
            .Produces<SupplierRecordView>()
            .Refuses(401, 403, 404, 409);
        records
            .MapPost("/{id}:answer", AnswerAsync)
            .RequireCaller()
            .WithSummary("Record the answer to a request")
            .WithDescription("Example: {\"on\":\"2026-11-20\",\"reference\":\"https://files.example/answer.pdf\"}")
            .Produces<SupplierRecordView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        records
            .MapPost("/{id}:withdraw", WithdrawAsync)
            .RequireCaller()
            .WithSummary("Withdraw a record about a supplier")
            .WithDescription(
                "The record is no longer valid but stays in the register. Example: {\"reason\":\"Recorded for the wrong supplier\"}"
            )
            .Produces<SupplierRecordView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? name,
        string? supplies,
        string? critical,
        string? state,
        ListSuppliers list,
        CancellationToken ct
    ) =>
        (await list.RunAsync(new SupplierFilter(name, supplies, critical, state), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> CsvAsync(
        string? name,
        string? supplies,
        string? critical,
        string? state,
        ListSuppliers list,
        CancellationToken ct
    ) =>
        (await list.AllAsync(new SupplierFilter(name, supplies, critical, state), ct)).Match<IResult>(
            found => TypedResults.File(Encoding.UTF8.GetBytes(SuppliersCsv.Of(found)), "text/csv", "suppliers.csv"),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> RegisterAsync(
        [FromBody] SupplierBody body,
        Caller caller,
        HttpContext http,
        RegisterSupplier register,
        ListSuppliers list,
        CancellationToken ct
    )
    {
        var outcome = await register.RunAsync(caller.Actor, body, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await ShownAsync(http, outcome.Value, list, isNew: true, ct);
    }

    private static Task<IResult> GetAsync(string id, HttpContext http, ListSuppliers list, CancellationToken ct) =>
        ShownAsync(http, IdOf(id), list, isNew: false, ct);

    private static async Task<IResult> ChangeAsync(
        string id,
        [FromBody] SupplierBody body,
        Caller caller,
        HttpContext http,
        ChangeSupplier change,
        ListSuppliers list,
        CancellationToken ct
    )
    {
        var outcome = await change.RunAsync(caller.Actor, IdOf(id), ETags.IfMatch(http), body, ct);
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : await ShownAsync(http, outcome.Value, list, isNew: false, ct);
    }

    private static async Task<IResult> RecordsAsync(string id, ListSuppliers list, CancellationToken ct) =>
        (await list.GetAsync(IdOf(id), ct)).Match<IResult>(found => TypedResults.Ok(found.Records), refusal => refusal.ToProblem());

    private static async Task<IResult> RecordsOfAsync(string? supplier, ListSuppliers list, CancellationToken ct) =>
        (await list.GetAsync(IdOf(supplier ?? ""), ct)).Match<IResult>(
            found => TypedResults.Ok(new ApiPage<SupplierRecordView>(found.Records, null)),
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> RecordAsync(
        string id,
        [FromBody] SupplierRecordBody body,
        Caller caller,
        RecordAboutSupplier record,
        ListSuppliers list,
        CancellationToken ct
    )
    {
        var outcome = await record.RunAsync(caller.Actor, IdOf(id), body, ct);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Created($"/api/v1/suppliers/{id}/records", await RecordOfAsync(IdOf(id), outcome.Value, list, ct));
    }

    private static async Task<IResult> ConfirmAsync(
        string id,
        Caller caller,
        DecideSupplierRecord decide,
        ListSuppliers list,
        CancellationToken ct
    ) => await DecidedAsync(id, await decide.ConfirmAsync(caller.Actor, RecordIdOf(id), ct), list, ct);

    private static async Task<IResult> AnswerAsync(
        string id,
        [FromBody] SupplierAnswerBody body,
        Caller caller,
        DecideSupplierRecord decide,
        ListSuppliers list,
        CancellationToken ct
    ) => await DecidedAsync(id, await decide.AnswerAsync(caller.Actor, RecordIdOf(id), body, ct), list, ct);

    private static async Task<IResult> WithdrawAsync(
        string id,
        [FromBody] ReasonBody body,
        Caller caller,
        DecideSupplierRecord decide,
        ListSuppliers list,
        CancellationToken ct
    ) => await DecidedAsync(id, await decide.WithdrawAsync(caller.Actor, RecordIdOf(id), body.Reason, ct), list, ct);

    private static async Task<IResult> DecidedAsync(string id, Result<SupplierId> outcome, ListSuppliers list, CancellationToken ct) =>
        outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Ok(await RecordOfAsync(outcome.Value, RecordIdOf(id), list, ct));

    private static async Task<SupplierRecordView> RecordOfAsync(
        SupplierId supplier,
        SupplierRecordId record,
        ListSuppliers list,
        CancellationToken ct
    ) => (await list.GetAsync(supplier, ct)).Value.Records.First(r => r.Id == record);

    private static async Task<IResult> ShownAsync(HttpContext http, SupplierId id, ListSuppliers list, bool isNew, CancellationToken ct)
    {
        var found = await list.GetAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        ETags.Set(http, found.Value.Supplier.Revision);
        return isNew ? TypedResults.Created($"/api/v1/suppliers/{id}", found.Value.Supplier) : TypedResults.Ok(found.Value.Supplier);
    }

    // An id of another form names nothing either; permission is looked at first all the same.
    private static SupplierId IdOf(string id) => DisplayId.TryParse<SupplierId>(id, out var known) ? known : default;

    private static SupplierRecordId RecordIdOf(string id) => DisplayId.TryParse<SupplierRecordId>(id, out var known) ? known : default;
}
