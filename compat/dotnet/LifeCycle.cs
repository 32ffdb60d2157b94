namespace Orderwell.Compat;

/// <summary>An order from its first line to the refund, through typed objects: what a storefront and its back office do.</summary>
public sealed class LifeCycle(ApiClient api, ClientTypes types, string shopper, string seller)
{
    readonly string _order = $"dotnet-{Guid.NewGuid():N}";
    string _line = "";

    string Outgoing => $"/v1/orders/Outgoing/{_order}";

    public async Task RunAsync(Report report)
    {
        await report.CheckAsync("an order is made, filled, paid and submitted through typed objects", SubmitAsync);
        await report.CheckAsync("its shipment completes it", ShipAsync);
        await report.CheckAsync("a part of it is returned and refunded", ReturnAsync);
        await report.CheckAsync("a cart is filled with whole objects, and emptied again", CartAsync);
    }

    async Task SubmitAsync()
    {
        var order = await CallAsync("Orders.Create", "/v1/orders/Outgoing", shopper, Made("Order", ("ID", _order), ("Comments", "Leave it at the desk")));
        Report.Equal(State(order), new object?[] { "Unsubmitted", 0m, false }, "new order");
        var line = await CallAsync("LineItems.Create", $"{Outgoing}/lineitems", shopper, Mugs(3));
        Report.Equal(Shown(line, "Quantity", "ProductID"), new object?[] { 3, "stoneware-mug" }, "line");
        _line = (string)ClientTypes.Get(line, "ID")!;
        await CallAsync("LineItems.Patch", $"{Outgoing}/lineitems/{_line}", shopper, new { Quantity = 2, DateNeeded = DateTimeOffset.UtcNow.AddDays(9) });
        order = await CallAsync("Orders.SetShippingAddress", $"{Outgoing}/shipto", shopper,
            Made("Address", ("FirstName", "Leo"), ("LastName", "Marchetti"), ("Street1", "1 Main St"), ("City", "Boston"), ("State", "MA"), ("Zip", "02110"), ("Country", "US")));
        var total = (decimal)ClientTypes.Get(order, "Total")!;
        if (total <= 0) throw new CheckException($"the total is {total}");
        await CallAsync("Payments.Create", $"{Outgoing}/payments", shopper, Made("Payment", ("Type", "PurchaseOrder"), ("Amount", total)));
        order = await CallAsync("Orders.Submit", $"{Outgoing}/submit", shopper);
        Report.Equal(State(order), new object?[] { "Open", total, true }, "submitted order");
        if (DateTimeOffset.UtcNow - (DateTimeOffset)ClientTypes.Get(order, "DateSubmitted")! > TimeSpan.FromHours(1)) throw new CheckException("DateSubmitted is not now");
    }

    async Task ShipAsync()
    {
        var shipment = await CallAsync("Shipments.Create", "/v1/shipments", seller, Made("Shipment", ("BuyerID", "storefront")));
        var item = Made("ShipmentItem", ("OrderID", _order), ("LineItemID", _line), ("QuantityShipped", 2));
        var path = $"/v1/shipments/{ClientTypes.Get(shipment, "ID")}";
        await CallAsync("Shipments.SaveItem", $"{path}/items", seller, item);
        await CallAsync("Shipments.Patch", path, seller, new { DateShipped = DateTimeOffset.UtcNow });
        Report.Equal(State(await CallAsync("Orders.Get", Outgoing, shopper))[0], "Completed", "shipped order");
    }

    async Task ReturnAsync()
    {
        var items = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(types["OrderReturnItem"]))!;
        items.Add(Made("OrderReturnItem", ("LineItemID", _line), ("Quantity", 1), ("RefundAmount", 5.25m)));
        var id = $"{_order}-return";
        var made = await CallAsync("OrderReturns.Create", "/v1/orderreturns", seller, Made("OrderReturn", ("ID", id), ("OrderID", _order), ("ItemsToReturn", items)));
        Report.Equal(Shown(made, "Status", "RefundAmount").Select(one => one?.ToString()), new[] { "Unsubmitted", "5.25" }, "return");
        made = await CallAsync("OrderReturns.Submit", $"/v1/orderreturns/{id}/submit", seller);
        Report.Equal(ClientTypes.Get(made, "Status")!.ToString(), "Open", "submitted return");
        made = await CallAsync("OrderReturns.Complete", $"/v1/orderreturns/{id}/complete", seller);
        Report.Equal(ClientTypes.Get(made, "Status")!.ToString(), "Completed", "completed return");
    }

    async Task CartAsync()
    {
        var before = ClientTypes.Get(await CallAsync("Cart.Get", "/v1/cart", shopper), "Total");
        var line = await CallAsync("Cart.CreateLineItem", "/v1/cart/lineitems", shopper, Mugs(1));
        var sheet = await CallAsync("Cart.GetOrderWorksheet", "/v1/cart/worksheet", shopper);
        Report.Equal(ApiClient.Items(ClientTypes.Get(sheet, "LineItems")).Count(one => ClientTypes.Get(one, "ID")!.Equals(ClientTypes.Get(line, "ID"))), 1, "lines of the worksheet");
        await api.CallAsync("Cart.DeleteLineItem", $"/v1/cart/lineitems/{ClientTypes.Get(line, "ID")}", shopper);
        Report.Equal(ClientTypes.Get(await CallAsync("Cart.Get", "/v1/cart", shopper), "Total"), before, "cart as it was");
    }

    object Mugs(int quantity)
    {
        var specs = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(types["LineItemSpec"]))!;
        specs.Add(Made("LineItemSpec", ("SpecID", "mug-glaze"), ("OptionID", "sage")));
        return Made("LineItem", ("ProductID", "stoneware-mug"), ("Quantity", quantity), ("Specs", specs));
    }

    object Made(string model, params (string Name, object? Value)[] values)
    {
        var made = types.New(model);
        foreach (var (name, value) in values) ClientTypes.Set(made, name, value);
        return made;
    }

    async Task<object> CallAsync(string id, string path, string token, object? body = null) => (await api.CallAsync(id, path, token, body))!;

    static object?[] Shown(object source, params string[] names) => [.. names.Select(name => ClientTypes.Get(source, name))];

    static object?[] State(object order) => [ClientTypes.Get(order, "Status")!.ToString(), ClientTypes.Get(order, "Total"), ClientTypes.Get(order, "IsSubmitted")];
}
